import { positionSchema } from '@pingvas/db';
import { notFound } from '@pingvas/errors';
import { keysetPage, type Page } from '@pingvas/http';
import type { ModelDb, ModelTx } from '../database.ts';
import type { Viewer } from './model-access.ts';
import { modelView } from './model.view.ts';
import { countModels, findModel, findModels, listModelIds, sortColumns } from './models.repository.ts';
import type { Model, ModelQuery } from './models.schemas.ts';

/** The catalogue as each viewer may use it. */
export interface ModelsService {
  /** @throws AppError NOT_FOUND for a missing model and for another user’s upload */
  get(viewer: Viewer, modelId: string): Promise<Model>;
  /** @throws AppError INVALID_CURSOR */
  list(viewer: Viewer, query: ModelQuery): Promise<Page<Model>>;
}

/** No user at all: policies show the catalogue only. */
const NOBODY = '';

export function createModelsService({ db }: { db: ModelDb }): ModelsService {
  const readAs = <T>({ userId }: Viewer, work: (tx: ModelTx) => Promise<T>): Promise<T> =>
    db.read(userId ?? NOBODY, work);
  return {
    async get(viewer, modelId) {
      const row = await readAs(viewer, (tx) => findModel(tx, modelId));
      if (row === null) throw notFound();
      return modelView(row, viewer);
    },
    async list(viewer, query) {
      const by = sortColumns[query.sort_by];
      const page = keysetPage({ list: 'models', owner: viewer.userId }, query, positionSchema(by));
      const found = await readAs(viewer, async (tx) => {
        const listed = await listModelIds(tx, query, viewer, { ...page, by, order: query.sort_order });
        const rows = await findModels(
          tx,
          listed.map(({ id }) => id),
        );
        return { listed, rows, totalCount: page.withTotal ? await countModels(tx, query, viewer) : undefined };
      });
      return page.of(found, (row) => modelView(row, viewer));
    },
  };
}
