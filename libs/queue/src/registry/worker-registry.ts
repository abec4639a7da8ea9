import type { Redis } from '@pingvas/redis';
import { keys } from '../keys.ts';
import { recordOf, type WorkerRecord } from './worker-record.ts';

/** The scheduler's side of the registry. */
export type WorkerRegistry = {
  /** Every worker heard of within 15 s; the others are struck off, each told to `onGone` once. */
  listWorkers(): Promise<WorkerRecord[]>;
};

type Options = {
  readonly redis: Redis;
  /** Called for a worker that is gone, for example to discard its queue. */
  readonly onGone?: (workerId: string) => Promise<void>;
};

export const createWorkerRegistry = ({ redis, onGone }: Options): WorkerRegistry => {
  const read = async (id: string): Promise<WorkerRecord | null> => recordOf(await redis.hgetall(keys.worker(id)));
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
  };
};
