import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { Queue, Worker } from 'bullmq';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { testRedis } from '@pingvas/testing';
import { startRedis } from '@pingvas/local-servers';
import { connect, logger } from '../test-connections.fixture.ts';
import { lease, outcome } from '../test-payloads.fixture.ts';
import { leaseIdOf } from '../payloads/lease.ts';
import { outcomeIdOf } from '../payloads/outcome.ts';
import { InvalidPayload } from '../payloads/parse.ts';
import { createQueueProducer, type QueueProducer } from './producer.ts';
import { leaseQueue, outcomeQueue } from './queue-ref.ts';
import { startWorker, type Handlers, type QueueWorker } from './start-worker.ts';

let redis: Awaited<ReturnType<typeof connect>>;
let producer: QueueProducer;
const workers: QueueWorker[] = [];

const work = (queue: typeof outcomeQueue, handle: Handlers<'outcomes'>['outcome']): void => {
  workers.push(startWorker(queue, { outcome: handle }, { connection: redis.worker, logger, concurrency: 4 }));
};

beforeEach(async () => {
  redis = await connect(await testRedis());
  producer = createQueueProducer({ connection: redis.producer, logger });
});
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.close()));
  await producer.close();
  await redis.close();
});

test('a job arrives as it was put, and its queue is empty afterwards', async () => {
  const received: unknown[] = [];
  const payload = lease();
  const queue = leaseQueue(randomUUID());
  await producer.enqueue(queue, 'generate', payload);
  expect(await producer.has(queue, leaseIdOf(payload))).toBe(true);
  const handlers = { generate: async (one: unknown) => void received.push(one) };
  workers.push(startWorker(queue, handlers, { connection: redis.worker, logger, concurrency: 1 }));
  await vi.waitFor(() => expect(received).toEqual([payload]), 5_000);
  await vi.waitFor(async () => expect(await producer.has(queue, leaseIdOf(payload))).toBe(false), 5_000);
});

test('a job put again while it is known runs once; after its end it may come again', async () => {
  let runs = 0;
  const message = outcome();
  await Promise.all([1, 2, 3].map(() => producer.enqueue(outcomeQueue, 'outcome', message)));
  work(outcomeQueue, async () => void (runs += 1));
  await vi.waitFor(async () => expect(await producer.has(outcomeQueue, outcomeIdOf(message))).toBe(false), 5_000);
  expect(runs).toBe(1);
  await producer.enqueue(outcomeQueue, 'outcome', message);
  await vi.waitFor(() => expect(runs).toBe(2), 5_000);
});

test('a lease whose handler throws is not started again; an outcome is, until it is applied', async () => {
  const runs = { generate: 0, outcome: 0 };
  const queue = leaseQueue(randomUUID());
  const failing = async () => {
    runs.generate += 1;
    throw new Error('not done');
  };
  workers.push(startWorker(queue, { generate: failing }, { connection: redis.worker, logger, concurrency: 1 }));
  work(outcomeQueue, async () => {
    runs.outcome += 1;
    if (runs.outcome < 3) throw new Error('database away');
  });
  const payload = lease();
  const message = outcome();
  await producer.enqueue(queue, 'generate', payload);
  await producer.enqueue(outcomeQueue, 'outcome', message);
  await vi.waitFor(() => expect(runs.outcome).toBe(3), 10_000);
  await vi.waitFor(async () => expect(await producer.has(outcomeQueue, outcomeIdOf(message))).toBe(false), 5_000);
  expect(await producer.has(queue, leaseIdOf(payload))).toBe(false);
  expect(runs.generate).toBe(1);
});

test('nothing wrong is put, and nothing wrong reaches a handler', async () => {
  const queue = leaseQueue(randomUUID());
  await expect(producer.enqueue(queue, 'generate', { ...lease(), lease: -1 })).rejects.toThrow(InvalidPayload);
  const raw = new Queue(queue.name, { connection: redis.producer });
  await raw.add('generate', { job_id: 'x' }, { jobId: 'wrong', attempts: 5, removeOnFail: true });
  await raw.add('unheard-of', lease(), { jobId: 'unknown', attempts: 5, removeOnFail: true });
  const received: unknown[] = [];
  const good = lease();
  await producer.enqueue(queue, 'generate', good);
  const handlers = { generate: async (one: unknown) => void received.push(one) };
  workers.push(startWorker(queue, handlers, { connection: redis.worker, logger, concurrency: 1 }));
  await vi.waitFor(() => expect(received).toEqual([good]), 5_000);
  expect(await raw.getJobCountByTypes('wait', 'active', 'delayed', 'failed')).toBeLessThanOrEqual(1);
  await raw.close();
});

test('of a process that died, its outcome is handled by another, its lease by none', async () => {
  const queue = leaseQueue(randomUUID());
  const message = outcome();
  await producer.enqueue(queue, 'generate', lease());
  await producer.enqueue(outcomeQueue, 'outcome', message);
  const dying = [queue.name, outcomeQueue.name].map(
    (name) =>
      new Worker(name, () => new Promise(() => undefined), {
        connection: redis.worker,
        lockDuration: 500,
        skipLockRenewal: true,
        skipStalledCheck: true,
      }),
  );
  await Promise.all(dying.map((worker) => once(worker, 'active')));
  await Promise.all(dying.map((worker) => worker.close(true)));

  const runs = { generate: 0, outcome: 0 };
  const handlers = { generate: async () => void (runs.generate += 1) };
  workers.push(startWorker(queue, handlers, { connection: redis.worker, logger, concurrency: 1 }));
  work(outcomeQueue, async () => void (runs.outcome += 1));
  await vi.waitFor(() => expect(runs.outcome).toBe(1), { timeout: 18_000, interval: 100 });
  expect(runs.generate).toBe(0);
});

test('a discarded queue is gone with the lease that waited in it', async () => {
  const id = randomUUID();
  await producer.enqueue(leaseQueue(id), 'generate', lease());
  await producer.discard(leaseQueue(id));
  expect(await redis.producer.keys(`*${id}*`)).toEqual([]);
});

test('a put fails at once while Redis is away, and works again with the same producer when it is back', async () => {
  const first = await startRedis({});
  const own = await connect(first.url);
  const puts = createQueueProducer({ connection: own.producer, logger });
  const message = outcome();
  await puts.enqueue(outcomeQueue, 'outcome', message);
  await first.stop();
  await vi.waitFor(() => expect(own.producer.status).not.toBe('ready'), 5_000);
  await expect(puts.enqueue(outcomeQueue, 'outcome', message)).rejects.toThrow();
  await expect(puts.enqueue(leaseQueue('never-used'), 'generate', lease())).rejects.toThrow();
  const second = await startRedis({ port: first.port });
  await vi.waitFor(() => puts.enqueue(outcomeQueue, 'outcome', message), 10_000);
  await puts.enqueue(leaseQueue('never-used'), 'generate', lease());
  expect(await puts.has(outcomeQueue, outcomeIdOf(message))).toBe(true);
  await puts.close();
  await own.close();
  await second.stop();
});
