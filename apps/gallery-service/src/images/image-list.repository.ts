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
import type { GalleryTx } from '../database.ts';
import type { ImagesQuery } from './images.schemas.ts';

/** What a list can be ordered by. */
export const sortColumns = {
  created_at: { column: sql`i.created_at`, type: 'time' },
  like_count: { column: sql`i.like_count`, type: 'int' },
  view_count: { column: sql`i.view_count`, type: 'int' },
  file_size_bytes: { column: sql`i.file_size_bytes`, type: 'int' },
} as const satisfies Record<ImagesQuery['sort_by'], SortColumn>;

/** Whose images, narrowed by what, at which moment. */
export interface ImageSearch {
  ownerId: string;
  query: ImagesQuery;
  now: Date;
}

/** Ids of one page of a user's own images. */
export const listImageIds = (
  tx: GalleryTx,
  search: ImageSearch,
  page: Omit<Keyset, 'id'> & { limit: number },
): Promise<ListedId[]> => listIds(tx, { ...scopeOf(search), ...page, id: sql`i.id` });

export const countImages = (tx: GalleryTx, search: ImageSearch): Promise<number> => countListed(tx, scopeOf(search));

/** Policies alone would let unlisted images of others through: a list is always of one owner. */
function scopeOf({ ownerId, query, now }: ImageSearch): ListScope {
  const { board_id, job_id, batch_id, model_id, visibility, source, starred, tag, q, trash } = query;
  const conditions: (Sql | undefined)[] = [
    sql`i.user_id = ${ownerId}::uuid`,
    trash ? sql`i.deleted_at IS NOT NULL AND i.purge_at > ${now}` : sql`i.deleted_at IS NULL`,
    // There are no boards, so no image is on one.
    board_id && sql`false`,
    job_id && sql`i.job_id IN (${uuids(job_id)})`,
    batch_id && sql`i.batch_id IN (${uuids(batch_id)})`,
    model_id && sql`i.model_id IN (${uuids(model_id)})`,
    visibility && sql`i.visibility IN (${join(visibility)})`,
    source && sql`i.source IN (${join(source)})`,
    starred === undefined ? undefined : sql`i.starred = ${starred}`,
    tag && sql`i.tags && ${tag}::text[]`,
    q === undefined ? undefined : sql`(${contains(sql`i.prompt`, q)} OR ${contains(sql`i.title`, q)})`,
    ...createdWithin(sql`i.created_at`, query),
  ];
  return { from: sql`images i`, where: conditions.filter((each) => each !== undefined) };
}

const uuids = (ids: readonly string[]): Sql => join(ids.map((id) => sql`${id}::uuid`));
