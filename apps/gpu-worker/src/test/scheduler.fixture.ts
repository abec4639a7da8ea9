import { createLogger } from '@pingvas/logger';
import {
  createQueueProducer,
  createWorkerRegistry,
  leaseIdOf,
  leaseQueue,
  outcomeQueue,
  requestCancel,
  startWorker,
  subscribeProgress,
  type JobProgress,
  type LeasePayload,
  type Outcome,
} from '@pingvas/queue';
import { closeAll, createProducer, createSubscriber, createWorkerConnection, whenReady } from '@pingvas/redis';
import { expect, vi } from 'vitest';

const logger = createLogger({ name: 'test', level: 'silent' });
const ends: readonly Outcome['kind'][] = ['completed', 'failed', 'cancelled', 'interrupted'];

/** The other side of the queues, as far as a worker sees it: leases out, outcomes and progress in. */
export const createTestScheduler = async (redisUrl: string) => {
  const config = { REDIS_URL: redisUrl, REDIS_MASTER_NAME: 'pingvas', REDIS_TLS: false };
  const [producer, worker] = [createProducer(config, logger), createWorkerConnection(config, logger)];
  const subscriber = createSubscriber(config, logger);
  await Promise.all([producer, worker, subscriber].map((connection) => whenReady(connection, 5_000)));
  const queue = createQueueProducer({ connection: producer, logger });
  const registry = createWorkerRegistry({ redis: producer });
  const outcomes: Outcome[] = [];
  const progress: JobProgress[] = [];
  const take = { outcome: async (one: Outcome) => void outcomes.push(one) };
  const intake = startWorker(outcomeQueue, take, { connection: worker, logger, concurrency: 1 });
  await subscribeProgress(subscriber, (one) => progress.push(one));

  const outcomesOf = (lease: LeasePayload): Outcome[] => outcomes.filter((one) => leaseIdOf(one) === leaseIdOf(lease));
  const listed = async (workerId: string) => (await registry.listWorkers()).find(({ id }) => id === workerId);

  return {
    outcomesOf,
    listed,
    progressOf: (lease: LeasePayload) => progress.filter((one) => leaseIdOf(one) === leaseIdOf(lease)),
    put: (workerId: string, lease: LeasePayload) => queue.enqueue(leaseQueue(workerId), 'generate', lease),
    has: (workerId: string, lease: LeasePayload) => queue.has(leaseQueue(workerId), leaseIdOf(lease)),
    cancel: (lease: LeasePayload) => requestCancel(producer, leaseIdOf(lease)),
    redis: producer,
    /** Waits for an outcome of this kind. */
    outcome: (lease: LeasePayload, kind: Outcome['kind']): Promise<Outcome> =>
      vi.waitFor(() => find(outcomesOf(lease), (one) => one.kind === kind), { timeout: 15_000, interval: 10 }),
    /** Waits for the last outcome of the lease, whatever it is. */
    end: (lease: LeasePayload): Promise<Outcome> =>
      vi.waitFor(() => find(outcomesOf(lease), (one) => ends.includes(one.kind)), { timeout: 15_000, interval: 10 }),
    untilState: (workerId: string, state: 'idle' | 'busy' | 'draining') =>
      vi.waitFor(async () => expect((await listed(workerId))?.state).toBe(state), { timeout: 15_000, interval: 20 }),
    async close() {
      await intake.close();
      await queue.close();
      await closeAll([producer, worker, subscriber]);
    },
  };
};
export type TestScheduler = Awaited<ReturnType<typeof createTestScheduler>>;

const find = (outcomes: readonly Outcome[], matches: (one: Outcome) => boolean): Outcome => {
  const found = outcomes.find(matches);
  if (!found) throw new Error(`only ${outcomes.map((one) => one.kind).join(', ') || 'nothing'} so far`);
  return found;
};
