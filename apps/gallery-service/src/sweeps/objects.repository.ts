import type { GalleryTx } from '../database.ts';
import type { StoredObject } from './stored-object.ts';

/**
 * Those objects that no row names and none ever will: the job is over, so no outcome can add a row any more.
 * List the objects first and ask then: a row that came meanwhile is seen.
 */
export async function keysWithoutRow(tx: GalleryTx, objects: readonly StoredObject[]): Promise<string[]> {
  const rows = await tx.$queryRaw<{ key: string }[]>`
    SELECT o.key FROM unnest(${objects.map(({ key }) => key)}::text[], ${objects.map(({ imageId }) => imageId)}::uuid[],
      ${objects.map(({ jobId }) => jobId)}::uuid[]) AS o (key, image_id, job_id)
    WHERE NOT EXISTS (SELECT FROM images i WHERE i.id = o.image_id AND o.key IN (i.key, i.preview_key, i.thumbnail_key))
      AND NOT EXISTS (
        SELECT FROM generation_jobs j WHERE j.id = o.job_id AND j.status IN ('pending', 'queued', 'processing'))`;
  return rows.map(({ key }) => key);
}

const NAME = 'objects_without_row';

/** Notes what a walk over the bucket found and could not put right (API contract P29). */
export const saveFinding = async (tx: GalleryTx, amount: number, checkedAt: Date): Promise<void> =>
  void (await tx.reconciliationFinding.upsert({
    where: { name: NAME },
    create: { name: NAME, amount, checkedAt },
    update: { amount, checkedAt },
  }));
