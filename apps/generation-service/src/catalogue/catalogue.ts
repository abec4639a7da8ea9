import type { GenerationDb } from '../database.ts';
import { readCatalogue, type CatalogueModel } from './catalogue.repository.ts';

const MAX_AGE_MS = 30_000;
/** An unknown name asks the database at most this often, so that guessing costs nothing. */
const MIN_AGE_MS = 1_000;

/**
 * The catalogue in memory. It may be up to 30 s old: whoever decides by it says which revision he saw, and the transaction that
 * acts refuses an older one.
 */
export interface Catalogue {
  /** By id or name; null for an unknown one, also right after a new model came. */
  find(idOrName: string): Promise<CatalogueModel | null>;
  /** What is held may be outdated: the next `find` reads again. */
  forget(): void;
}

export function createCatalogue(db: GenerationDb): Catalogue {
  let models = new Map<string, CatalogueModel>();
  let readAtMs = -Infinity;
  let reading: Promise<void> | undefined;

  const readAgain = async (): Promise<void> => {
    const rows = await db.withSystem(readCatalogue);
    models = new Map(rows.flatMap((model) => [[model.id, model] as const, [model.name, model] as const]));
    readAtMs = performance.now();
  };
  const refresh = (olderThanMs: number): Promise<void> => {
    if (performance.now() - readAtMs < olderThanMs) return Promise.resolve();
    reading ??= readAgain().finally(() => (reading = undefined));
    return reading;
  };

  return {
    async find(idOrName) {
      await refresh(MAX_AGE_MS);
      if (!models.has(idOrName)) await refresh(MIN_AGE_MS);
      return models.get(idOrName) ?? null;
    },
    forget: () => void (readAtMs = -Infinity),
  };
}
