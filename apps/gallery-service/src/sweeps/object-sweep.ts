import type { Logger } from '@pingvas/logger';
import type { Metrics } from '@pingvas/metrics';
import type { Redis } from '@pingvas/redis';
import type { ListedObject, Storage } from '@pingvas/storage';
import { afterSeconds, type Clock } from '../clock.ts';
import type { GalleryDb } from '../database.ts';
import { keysWithoutRow, saveFinding } from './objects.repository.ts';
import { storedObjectOf } from './stored-object.ts';
import { clearPosition, loadPosition, savePosition } from './walk-position.ts';

/** Objects of one listing. */
const PAGE = 1_000;
/** Listings of one run; the next run continues there. */
const MAX_PAGES = 200;

/**
 * Walks over the bucket and deletes objects of painted images that no row names: leftovers of attempts that were lost between the
 * upload and the outcome. Never one that a row names, whose job is open, or that is younger than the age.
 */
export type ObjectSweep = (signal: AbortSignal) => Promise<void>;

interface Parts {
  db: GalleryDb;
  redis: Redis;
  storage: Storage;
  clock: Clock;
  metrics: Metrics;
  logger: Logger;
  ageSeconds: number;
}

export function createObjectSweep(parts: Parts): ObjectSweep {
  const { db, redis, storage, clock, metrics } = parts;
  const remaining = metrics.gauge({ name: 'objects_without_row', help: 'Left by the last walk over the bucket' });
  const deletePage = createDeletePage(parts);
  return async (signal) => {
    const position = await loadPosition(redis);
    for (let pages = 0; pages < MAX_PAGES && !signal.aborted; pages++) {
      const { after } = position;
      const objects = await storage.list('', { limit: PAGE, ...(after !== '' && { startAfter: after }) });
      const last = objects.at(-1);
      if (last === undefined) {
        await db.withSystem((tx) => saveFinding(tx, position.left, clock.now()));
        remaining.set(position.left);
        return clearPosition(redis);
      }
      position.left += await deletePage(objects);
      position.after = last.key;
      await savePosition(redis, position);
    }
  };
}

/** @returns a function that deletes what is orphaned in a listing, and answers how many could not be deleted */
function createDeletePage({ db, storage, clock, metrics, logger, ageSeconds }: Parts) {
  const deleted = metrics.counter({ name: 'orphan_objects_deleted_total', help: 'Objects deleted that no row named' });
  return async (listed: readonly ListedObject[]): Promise<number> => {
    const before = afterSeconds(clock.now(), -ageSeconds);
    const old = listed.flatMap(({ key, lastModified }) => (lastModified < before ? (storedObjectOf(key) ?? []) : []));
    if (old.length === 0) return 0;
    const keys = await db.withSystem((tx) => keysWithoutRow(tx, old));
    try {
      await storage.delete(keys);
    } catch (error) {
      logger.warn({ err: error, objects: keys.length }, 'Orphaned objects not deleted, the next walk tries again');
      return keys.length;
    }
    deleted.inc(keys.length);
    return 0;
  };
}
