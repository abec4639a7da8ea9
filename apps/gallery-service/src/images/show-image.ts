import { notFound } from '@pingvas/errors';
import type { GalleryTx } from '../database.ts';
import type { SignLinks } from './image-links.ts';
import type { Image, PublicUser } from './image.schema.ts';
import { imageView } from './image.view.ts';
import { findImage, findPublicUser, type ImageRow } from './images.repository.ts';

/** An image and whose it is. */
export interface FoundImage {
  row: ImageRow;
  owner: PublicUser;
}

/**
 * An image that the user of this transaction may see.
 * @throws AppError NOT_FOUND when it is missing, purged, or not for him: foreign and private, deleted, blocked, or of an account
 *   that is suspended or deleted
 */
export async function requireImage(tx: GalleryTx, id: string, now: Date): Promise<FoundImage> {
  const row = await findImage(tx, id, now);
  if (row === null) throw notFound();
  return withOwner(tx, row);
}

/** @throws AppError NOT_FOUND when its owner's account is suspended or deleted */
export async function withOwner(tx: GalleryTx, row: ImageRow): Promise<FoundImage> {
  const owner = await findPublicUser(tx, row.userId);
  if (owner === null) throw notFound();
  return { row, owner };
}

/** The wire object of an image for one viewer, its links signed. */
export type ShowImage = (found: FoundImage, viewerId: string | null) => Promise<Image>;

export const createShowImage =
  (signLinks: SignLinks): ShowImage =>
  async ({ row, owner }, viewerId) =>
    imageView({ row, owner, viewerId, links: await signLinks(row) });
