import type { Logger } from '@pingvas/logger';
import type { Metrics } from '@pingvas/metrics';
import type { Storage } from '@pingvas/storage';
import type { Clock } from '../clock.ts';
import type { GalleryDb } from '../database.ts';
import { freeTrashBytes } from '../storage-usage/storage-usage.repository.ts';
import { deletePurged, dueImages, type DueImage } from './purge.repository.ts';

/** Images of one run; the others have the next one. */
const BATCH = 500;

/**
 * Ends images whose time in the trash is over: objects first, then the row, so that a process that dies between leaves a row by
 * which the next run finds them. May run any number of times, also at once on several replicas.
 */
export interface Purge {
  /** One image, if its time is over. Rejects when the store does not answer. */
  image(imageId: string): Promise<void>;
  /** All that are due, a batch at most. One that fails does not keep the others. */
  due(signal: AbortSignal): Promise<void>;
}

interface Parts {
  db: GalleryDb;
  storage: Storage;
  clock: Clock;
  metrics: Metrics;
  logger: Logger;
}

export function createPurge({ db, storage, clock, metrics, logger }: Parts): Purge {
  const purged = metrics.counter({ name: 'images_purged_total', help: 'Images deleted for good' });
  const failed = metrics.counter({ name: 'image_purge_failures_total', help: 'Tries to purge an image that failed' });
  const end = async ({ id, keys }: DueImage): Promise<void> => {
    await storage.delete(keys);
    const gone = await db.withSystem(async (tx) => {
      const image = await deletePurged(tx, id, clock.now());
      if (image !== null) await freeTrashBytes(tx, image);
      return image !== null;
    });
    if (gone) purged.inc();
  };
  const find = (which: { limit: number; imageId?: string }): Promise<DueImage[]> =>
    db.withSystem((tx) => dueImages(tx, { ...which, now: clock.now() }));
  return {
    async image(imageId) {
      for (const image of await find({ limit: 1, imageId })) await end(image);
    },
    async due(signal) {
      for (const image of await find({ limit: BATCH })) {
        if (signal.aborted) return;
        await end(image).catch((error: unknown) => {
          failed.inc();
          logger.warn({ err: error, imageId: image.id }, 'Image not purged, the next sweep tries again');
        });
      }
    },
  };
}
