import { empty, sql } from '@pingvas/db';
import type { GalleryTx } from '../database.ts';
import type { StoredBytes } from '../storage-usage/storage-usage.repository.ts';

/** An image whose time is over, and the objects that go with it. */
export interface DueImage {
  id: string;
  keys: string[];
}

/**
 * Images whose time in the trash is over, the oldest first. One whose job is still open waits: its outcome may be applied again,
 * and without the row that would bring the image back.
 * @param imageId only this one
 */
export const dueImages = (
  tx: GalleryTx,
  { now, limit, imageId }: { now: Date; limit: number; imageId?: string },
): Promise<DueImage[]> =>
  tx.$queryRaw<DueImage[]>(sql`
    SELECT i.id, ARRAY[i.key, i.preview_key, i.thumbnail_key] AS keys FROM images i
    WHERE i.purge_at <= ${now} ${imageId === undefined ? empty : sql`AND i.id = ${imageId}::uuid`}
      AND NOT EXISTS (
        SELECT FROM generation_jobs j WHERE j.id = i.job_id AND j.status IN ('pending', 'queued', 'processing'))
    ORDER BY i.purge_at LIMIT ${limit}::int`);

/** Deletes the row of an image whose time is over. @returns what it counted; null when it was gone before */
export async function deletePurged(tx: GalleryTx, id: string, now: Date): Promise<StoredBytes | null> {
  const [gone] = await tx.$queryRaw<StoredBytes[]>`
    DELETE FROM images WHERE id = ${id}::uuid AND purge_at <= ${now}
    RETURNING user_id AS "userId", source, file_size_bytes AS "fileSizeBytes", expires_at AS "expiresAt"`;
  return gone ?? null;
}
