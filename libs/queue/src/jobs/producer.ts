import { Queue } from 'bullmq';
import type { Logger } from '@pingvas/logger';
import type { Redis } from '@pingvas/redis';
import { entryOf, type JobName, type JobNameOf, type PayloadOf, type QueueKind } from './catalogue.ts';
import { jobOptions } from './delivery.ts';
import type { QueueRef } from './queue-ref.ts';

/** Queues kept open at once; beyond it the one unused for longest is closed. */
const OPEN_QUEUES = 256;

export type QueueProducer = {
  /**
   * Puts a job under the id its catalogue entry gives it. A job that is still known is not put again, so a caller may
   * repeat a put whose answer was lost. Throws `InvalidPayload`, or the error of Redis at once: nothing waits offline.
   */
  enqueue<Q extends QueueKind, N extends JobNameOf<Q>>(
    queue: QueueRef<Q>,
    name: N,
    payload: PayloadOf<N>,
  ): Promise<void>;
  /** Whether a job with this id waits, runs or is to be delivered again. */
  has(queue: QueueRef<QueueKind>, jobId: string): Promise<boolean>;
  /** The payloads of jobs that some process has begun and not ended, at most 100; what does not parse is left out. */
  begun<Q extends QueueKind, N extends JobNameOf<Q>>(queue: QueueRef<Q>, name: N): Promise<PayloadOf<N>[]>;
  /** Deletes a queue with all it holds: for a worker that is gone. */
  discard(queue: QueueRef<QueueKind>): Promise<void>;
  close(): Promise<void>;
};

const BEGUN_LIMIT = 100;

const parsed = <N extends JobName>(name: N, data: unknown): PayloadOf<N>[] => {
  try {
    return [entryOf(name).parse(data)];
  } catch {
    return [];
  }
};

const openQueue = (name: string, connection: Redis, logger: Logger): Queue => {
  const queue = new Queue(name, {
    connection,
    skipWaitingForReady: true,
    // Both would be commands at creation; one that failed would leave a queue that never works.
    skipVersionCheck: true,
    skipMetasUpdate: true,
  });
  queue.on('error', (error) => logger.warn({ err: error, queue: name }, 'queue error'));
  return queue;
};

/**
 * Puts jobs into queues over one connection of the producer role (it must refuse at once when Redis is away).
 */
export const createQueueProducer = ({ connection, logger }: { connection: Redis; logger: Logger }): QueueProducer => {
  const open = new Map<string, Queue>();

  const queueOf = ({ name }: QueueRef<QueueKind>): Queue => {
    const queue = open.get(name) ?? openQueue(name, connection, logger);
    open.delete(name);
    open.set(name, queue);
    const [oldest] = open;
    if (open.size > OPEN_QUEUES && oldest) void forget(oldest[0]);
    return queue;
  };

  const forget = async (name: string): Promise<void> => {
    const queue = open.get(name);
    open.delete(name);
    await queue?.close().catch((error: unknown) => logger.warn({ err: error, queue: name }, 'queue not closed'));
  };

  return {
    async enqueue(queue, name, payload) {
      const entry = entryOf(name);
      const data = entry.parse(payload);
      await queueOf(queue).add(name, data, { ...jobOptions[entry.delivery], jobId: entry.id(data) });
    },
    has: async (queue, jobId) => (await queueOf(queue).getJob(jobId)) !== undefined,
    async begun(queue, name) {
      const jobs = await queueOf(queue).getActive(0, BEGUN_LIMIT - 1);
      return jobs.filter((job) => job.name === name).flatMap((job) => parsed(name, job.data));
    },
    async discard(queue) {
      await queueOf(queue).obliterate({ force: true });
      await forget(queue.name);
    },
    async close() {
      await Promise.all([...open.keys()].map(forget));
    },
  };
};
