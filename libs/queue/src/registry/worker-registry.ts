import type { Redis } from '@pingvas/redis';
import { keys } from '../keys.ts';
import { releaseScript, reserveScript } from './scripts.ts';
import { recordOf, type WorkerRecord } from './worker-record.ts';

/** `reserved`: the lease that is on its way to this worker. A worker is free when it is idle and not reserved. */
export type ListedWorker = WorkerRecord & { readonly reserved: string | null };

export const isFree = (worker: ListedWorker): boolean => worker.state === 'idle' && worker.reserved === null;

/** The scheduler's side of the registry. */
export type WorkerRegistry = {
  /** Every worker heard of within 15 s; the others are struck off, each told to `onGone` once. */
  listWorkers(): Promise<ListedWorker[]>;
  /**
   * Keeps an idle worker for one lease until it picks it up, at most `ttlMs`. True when the reservation is this lease's,
   * also when asked again; false when the worker is not idle or kept for another.
   */
  reserve(workerId: string, leaseId: string, ttlMs: number): Promise<boolean>;
  /** Gives a reservation back, if it is still this lease's. */
  release(workerId: string, leaseId: string): Promise<void>;
};

type Options = {
  readonly redis: Redis;
  /** Called for a worker that is gone, for example to discard its queue. */
  readonly onGone?: (workerId: string) => Promise<void>;
};

export const createWorkerRegistry = ({ redis, onGone }: Options): WorkerRegistry => {
  const read = async (id: string): Promise<ListedWorker | null> => {
    const [hash, reserved] = await Promise.all([redis.hgetall(keys.worker(id)), redis.get(keys.reserved(id))]);
    const record = recordOf(hash);
    return record && { ...record, reserved };
  };
  const strikeOff = async (id: string): Promise<void> => {
    // Of several schedulers only the one whose SREM counts tells of it.
    if ((await redis.srem(keys.workers, id)) === 1) await onGone?.(id);
  };

  return {
    async listWorkers() {
      const ids = await redis.smembers(keys.workers);
      const workers = await Promise.all(ids.map(read));
      await Promise.all(ids.filter((_, at) => workers[at] === null).map(strikeOff));
      return workers.filter((worker) => worker !== null);
    },
    async reserve(workerId, leaseId, ttlMs) {
      const reply = await reserveScript(redis, [keys.worker(workerId), keys.reserved(workerId)], [leaseId, ttlMs]);
      return reply === 1;
    },
    async release(workerId, leaseId) {
      await releaseScript(redis, [keys.reserved(workerId)], [leaseId]);
    },
  };
};
