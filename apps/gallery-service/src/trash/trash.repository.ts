import type { GalleryTx } from '../database.ts';
import { notPurged, type ImageRow } from '../images/images.repository.ts';

interface OwnImage {
  id: string;
  userId: string;
}

/** Puts a living image of this user into the trash. @returns null when it is not there or was deleted before */
export async function markDeleted(
  tx: GalleryTx,
  { id, userId }: OwnImage,
  when: { now: Date; purgeAt: Date },
): Promise<ImageRow | null> {
  const [row] = await tx.image.updateManyAndReturn({
    where: { id, userId, deletedAt: null },
    data: { deletedAt: when.now, purgeAt: when.purgeAt },
  });
  return row ?? null;
}

/** Ends the time of an image in the trash. @returns null when it is not in this user's trash */
export async function markPurged(tx: GalleryTx, { id, userId }: OwnImage, now: Date): Promise<ImageRow | null> {
  const [row] = await tx.image.updateManyAndReturn({
    where: { id, userId, deletedAt: { not: null }, purgeAt: { gt: now } },
    data: { purgeAt: now },
  });
  return row ?? null;
}

export const findOwnImage = (tx: GalleryTx, { id, userId }: OwnImage, now: Date): Promise<ImageRow | null> =>
  tx.image.findFirst({ where: { id, userId, ...notPurged(now) } });
