import { AppError, notFound } from '@pingvas/errors';
import { within } from '@pingvas/http';
import type { Logger } from '@pingvas/logger';
import { afterSeconds, type Clock } from '../clock.ts';
import type { GalleryDb, GalleryTx } from '../database.ts';
import type { Image } from '../images/image.schema.ts';
import type { ImageRow } from '../images/images.repository.ts';
import { withOwner, type ShowImage } from '../images/show-image.ts';
import { moveBytesToTrash } from '../storage-usage/storage-usage.repository.ts';
import type { Purge } from './purge.ts';
import { findOwnImage, markDeleted, markPurged } from './trash.repository.ts';

/** How long a deleted image can be had back (API contract L5). */
const TRASH_SECONDS = 30 * 24 * 3_600;
/** A store that answers slowly does not keep the caller: the sweep deletes what is left. */
const PURGE_WAIT_MS = 2_000;

export interface TrashService {
  /** Puts an own image into the trash; one that is there already is answered as it is. @throws AppError NOT_FOUND */
  discard(userId: string, imageId: string): Promise<Image>;
  /** Ends an image in the trash. @throws AppError NOT_FOUND; CONFLICT when it is not in the trash */
  discardForever(userId: string, imageId: string): Promise<Image>;
}

interface Parts {
  db: GalleryDb;
  clock: Clock;
  logger: Logger;
  purge: Purge;
  showImage: ShowImage;
}

export function createTrashService({ db, clock, logger, purge, showImage }: Parts): TrashService {
  const change = async (
    userId: string,
    work: (tx: GalleryTx, now: Date) => Promise<ImageRow | null>,
  ): Promise<Image> => {
    const found = await db.withUser(userId, async (tx) => {
      const row = await work(tx, clock.now());
      if (row === null) throw notFound();
      return withOwner(tx, row);
    });
    return showImage(found, userId);
  };
  return {
    discard: (userId, id) =>
      change(userId, async (tx, now) => {
        const deleted = await markDeleted(tx, { id, userId }, { now, purgeAt: afterSeconds(now, TRASH_SECONDS) });
        if (deleted === null) return findOwnImage(tx, { id, userId }, now);
        await moveBytesToTrash(tx, deleted);
        return deleted;
      }),
    async discardForever(userId, id) {
      const image = await change(userId, async (tx, now) => {
        const purged = await markPurged(tx, { id, userId }, now);
        if (purged === null && (await findOwnImage(tx, { id, userId }, now))) throw new AppError('CONFLICT');
        return purged;
      });
      // From here on nobody sees it, whatever becomes of its objects.
      await within(PURGE_WAIT_MS, purge.image(id)).catch((error: unknown) =>
        logger.info({ err: error, imageId: id }, 'Image not purged yet, the sweep will'),
      );
      return image;
    },
  };
}
