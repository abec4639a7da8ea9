import {
  contains,
  countListed,
  createdWithin,
  join,
  listIds,
  sql,
  type Keyset,
  type ListedId,
  type ListScope,
  type SortColumn,
  type Sql,
} from '@pingvas/db';
import type { ModelTx } from '../database.ts';
import { allowedBases, allowedTiers, type Viewer } from './model-access.ts';
import type { ModelQuery } from './models.schemas.ts';

/** A model of the catalogue or of the user of this transaction; null for any other. */
export const findModel = (tx: ModelTx, id: string) => tx.model.findUnique({ where: { id } });

export const findModels = (tx: ModelTx, ids: readonly string[]) =>
  tx.model.findMany({ where: { id: { in: [...ids] } } });

export type ModelRow = NonNullable<Awaited<ReturnType<typeof findModel>>>;

/** What a list can be ordered by. */
export const sortColumns = {
  popularity_score: { column: sql`m.popularity_score`, type: 'int' },
  created_at: { column: sql`m.created_at`, type: 'time' },
  name: { column: sql`m.name`, type: 'text' },
} as const satisfies Record<ModelQuery['sort_by'], SortColumn>;

/** Ids of one page of the models that this viewer’s list shows. */
export const listModelIds = (
  tx: ModelTx,
  search: ModelQuery,
  viewer: Viewer,
  page: Omit<Keyset, 'id'> & { limit: number },
): Promise<ListedId[]> => listIds(tx, { ...scopeOf(search, viewer), ...page, id: sql`m.id` });

export const countModels = (tx: ModelTx, search: ModelQuery, viewer: Viewer): Promise<number> =>
  countListed(tx, scopeOf(search, viewer));

/** The active catalogue and the viewer’s own uploads, narrowed by what he searches. */
function scopeOf(search: ModelQuery, viewer: Viewer): ListScope {
  const { type, base, available, is_nsfw, owned, q } = search;
  const conditions: (Sql | undefined)[] = [
    sql`(${isOwn(viewer)} OR (m.user_id IS NULL AND m.is_active))`,
    type && sql`m.type IN (${join(type)})`,
    base && sql`m.base IN (${join(base)})`,
    available === undefined ? undefined : sql`${isUsable(viewer)} = ${available}`,
    is_nsfw === undefined ? undefined : sql`m.is_nsfw = ${is_nsfw}`,
    owned === undefined ? undefined : sql`${isOwn(viewer)} = ${owned}`,
    q === undefined ? undefined : contains(sql`concat_ws(' ', m.name, m.display_name, m.description)`, q),
    ...createdWithin(sql`m.created_at`, search),
  ];
  return { from: sql`models m`, where: conditions.filter((each) => each !== undefined) };
}

const isOwn = ({ userId }: Viewer): Sql => sql`((m.user_id = ${userId}::uuid) IS TRUE)`;

/** The same judgement as `unavailableReason`, for lists that are narrowed by it. */
const isUsable = (viewer: Viewer): Sql =>
  sql`(m.is_active AND m.status = 'ready' AND m.base IN (${join(allowedBases(viewer))})
    AND m.min_tier IN (${join(allowedTiers(viewer))}))`;
