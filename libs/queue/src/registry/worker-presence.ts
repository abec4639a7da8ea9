import type { Redis } from '@pingvas/redis';
import { channels, keys } from '../keys.ts';
import { claimScript } from './scripts.ts';
import { fieldsOf, type WorkerRecord } from './worker-record.ts';

/** A worker that has not been heard of for this long is lost (design: lease sweep). */
export const WORKER_TTL_MS = 15_000;

/** How often a worker renews its record; three may be lost. */
export const HEARTBEAT_MS = 5_000;

export type Claim = {
  /** False when another process, or an earlier life of this one, has begun this lease: it must not be run. */
  readonly claimed: boolean;
  readonly cancelled: boolean;
};

/** A worker's side of the registry. Every write carries the whole record, so it repairs a Redis that lost its data. */
export type WorkerPresence = {
  /** Registers, renews, and tells any new state but `idle` after a lease. */
  put(record: WorkerRecord): Promise<void>;
  /** Says that the worker takes a lease, and wakes the schedulers of its classes. */
  idle(record: WorkerRecord): Promise<void>;
  /**
   * Picks up a lease in one round trip: marks it as begun by `claimant` for `claimTtlMs`, writes the (busy) record, reads
   * the cancel mark. The same claimant may ask twice.
   */
  claim(record: WorkerRecord, leaseId: string, claimant: string, claimTtlMs: number): Promise<Claim>;
  leave(workerId: string): Promise<void>;
};

const isReply = (reply: unknown): reply is [number, number] =>
  Array.isArray(reply) && reply.length === 2 && reply.every((part) => typeof part === 'number');

export const createWorkerPresence = (redis: Redis): WorkerPresence => {
  const write = (record: WorkerRecord) =>
    redis
      .multi()
      .hset(keys.worker(record.id), ...fieldsOf(record))
      .pexpire(keys.worker(record.id), WORKER_TTL_MS)
      .sadd(keys.workers, record.id);

  return {
    async put(record) {
      await write(record).exec();
    },
    async idle(record) {
      const transaction = write(record);
      for (const gpuClass of record.gpu_classes) transaction.publish(channels.schedule(gpuClass), record.id);
      await transaction.exec();
    },
    async claim(record, leaseId, claimant, claimTtlMs) {
      const { id } = record;
      const touched = [keys.worker(id), keys.workers, keys.claim(leaseId), keys.cancel(leaseId)];
      const values = [id, WORKER_TTL_MS, claimant, claimTtlMs, ...fieldsOf(record)];
      const reply = await claimScript(redis, touched, values);
      if (!isReply(reply)) throw new Error('unexpected answer to a claim');
      return { claimed: reply[0] === 1, cancelled: reply[1] === 1 };
    },
    async leave(workerId) {
      await redis.multi().del(keys.worker(workerId)).srem(keys.workers, workerId).exec();
    },
  };
};
