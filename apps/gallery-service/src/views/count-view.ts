import { createHash } from 'node:crypto';
import type { Logger } from '@pingvas/logger';
import type { Redis } from '@pingvas/redis';
import type { GalleryDb } from '../database.ts';
import type { Viewer } from '../images/viewer.ts';

const WINDOW_SECONDS = 3_600;

/** Counts one view of an image per viewer and hour. Never fails: a view that cannot be counted does not keep anybody from looking. */
export type CountView = (imageId: string, viewer: Viewer) => Promise<void>;

interface Parts {
  db: GalleryDb;
  redis: Redis;
  logger: Logger;
}

export const createCountView =
  ({ db, redis, logger }: Parts): CountView =>
  async (imageId, viewer) => {
    try {
      const isFirst = await redis.set(`view:${imageId}:${nameOf(viewer)}`, '', 'EX', WINDOW_SECONDS, 'NX');
      // Not through the model: that would say that the image was updated.
      if (isFirst !== null)
        await db.withSystem(
          (tx) => tx.$executeRaw`UPDATE images SET view_count = view_count + 1 WHERE id = ${imageId}::uuid`,
        );
    } catch (error) {
      logger.debug({ err: error }, 'View not counted');
    }
  };

/** Addresses are not kept: their hash tells viewers apart as well. */
const nameOf = ({ userId, ip }: Viewer): string => userId ?? createHash('sha256').update(ip).digest('base64url');
