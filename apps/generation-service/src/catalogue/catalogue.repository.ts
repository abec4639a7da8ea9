import type { GenerationTx } from '../database.ts';

/** What a request is judged by: the models that may be asked for by everybody. */
export interface CatalogueModel {
  id: string;
  name: string;
  base: string;
  type: string;
  /** Rises with every change of the row: a job is accepted only under the revision it was judged by. */
  revision: number;
  defaults: { width?: number; height?: number; steps?: number; cfg_scale?: number; sampler?: string };
  usable: boolean;
}

/** All catalogue models; inactive ones too, so that an old id is told apart from an unknown one. */
export async function readCatalogue(tx: GenerationTx): Promise<CatalogueModel[]> {
  const rows = await tx.model.findMany({ where: { userId: null } });
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    base: row.base,
    type: row.type,
    revision: Number(row.revision),
    defaults: defaultsOf(row.defaultParameters),
    usable: row.isActive && row.status === 'ready',
  }));
}

const defaultsOf = (json: unknown): CatalogueModel['defaults'] =>
  typeof json === 'object' && json !== null ? json : {};
