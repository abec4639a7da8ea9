import { positionSchema } from '@pingvas/db';
import { notFound } from '@pingvas/errors';
import { decodeCursor, encodeCursor, pageOf, type Page } from '@pingvas/http';
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
    async list(viewer, { cursor, limit, include_total, ...asked }) {
      const { sort_by, sort_order, ...search } = asked;
      const by = sortColumns[sort_by];
      const binding = { list: 'models', user: viewer.userId, ...asked };
      const after = cursor === undefined ? null : decodeCursor(binding, cursor, positionSchema(by));
      const { listed, rows, totalCount } = await readAs(viewer, async (tx) => {
        const page = { by, order: sort_order, after, limit: limit + 1 };
        const listed = await listModelIds(tx, search, viewer, page);
        const rows = await findModels(
          tx,
          listed.map(({ id }) => id),
        );
        return { listed, rows, totalCount: include_total ? await countModels(tx, search, viewer) : undefined };
      });
      const shown = new Map(rows.map((row) => [row.id, modelView(row, viewer)]));
      const cursorAfter = ({ position }: (typeof listed)[number]): string => encodeCursor(binding, position);
      const page = pageOf({ rows: listed, limit, toItem: ({ id }) => shown.get(id), cursorAfter, totalCount });
      return { ...page, data: page.data.filter((model) => model !== undefined) };
    },
  };
}
