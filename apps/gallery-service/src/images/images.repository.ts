import type { GalleryTx } from '../database.ts';
import type { PublicUser } from './image.schema.ts';

/** Those whose end has not come: a purged image is gone for everybody, also while its objects are still being deleted. */
export const notPurged = (now: Date) => ({ OR: [{ purgeAt: null }, { purgeAt: { gt: now } }] });

/** An image that the user of this transaction may see: an own one, or one that is shared and in order. */
export const findImage = (tx: GalleryTx, id: string, now: Date) =>
  tx.image.findFirst({ where: { id, ...notPurged(now) } });

export const findImages = (tx: GalleryTx, ids: readonly string[]) =>
  tx.image.findMany({ where: { id: { in: [...ids] } } });

export type ImageRow = NonNullable<Awaited<ReturnType<typeof findImage>>>;

/** What others may see of an account; null for one that is suspended or deleted. */
export async function findPublicUser(tx: GalleryTx, userId: string): Promise<PublicUser | null> {
  const [user] = await tx.$queryRaw<PublicUser[]>`
    SELECT id, username, profile_image_url FROM public_users(ARRAY[${userId}]::uuid[])`;
  return user ?? null;
}
