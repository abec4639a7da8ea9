import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { testRedis } from '@pingvas/testing';
import { onCancel, isCancelled, requestCancel } from '../cancellation/cancellation.ts';
import { keys } from '../keys.ts';
import { publishProgress, subscribeProgress } from '../progress/progress-channel.ts';
import { connect } from '../test-connections.fixture.ts';
import { publishSchedule, subscribeSchedule } from '../wake-ups/schedule-channel.ts';
import type { JobProgress } from '../payloads/progress.ts';
import { createWorkerPresence } from './worker-presence.ts';
import type { WorkerRecord } from './worker-record.ts';
import { createWorkerRegistry } from './worker-registry.ts';

let redis: Awaited<ReturnType<typeof connect>>;
beforeAll(async () => {
  redis = await connect(await testRedis());
});
afterAll(() => redis.close());

const worker = (state: WorkerRecord['state'] = 'idle'): WorkerRecord => ({
  id: randomUUID(),
  gpu_classes: ['t4', 'a10g'],
  models: ['sd15-base'],
  state,
  job_id: null,
  lease: null,
  started_at: new Date().toISOString(),
});
const parts = (gone: string[] = []) => ({
  presence: createWorkerPresence(redis.producer),
  registry: createWorkerRegistry({ redis: redis.producer, onGone: async (id) => void gone.push(id) }),
});
const listed = async (id: string) => (await parts().registry.listWorkers()).find((one) => one.id === id);

test('a worker is listed as it describes itself until it leaves', async () => {
  const { presence } = parts();
  const record = worker();
  await presence.idle(record);
  expect(await listed(record.id)).toEqual(record);
  await presence.leave(record.id);
  expect(await listed(record.id)).toBeUndefined();
});

test('a worker that is not heard of is struck off, and told of once', async () => {
  const gone: string[] = [];
  const { presence, registry } = parts(gone);
  const record = worker();
  await presence.idle(record);
  await redis.producer.pexpire(keys.worker(record.id), 1);
  await vi.waitFor(async () => expect(await redis.producer.exists(keys.worker(record.id))).toBe(0), 2_000);
  await Promise.all([registry.listWorkers(), registry.listWorkers()]);
  await registry.listWorkers();
  expect(gone).toEqual([record.id]);
});

test('a picked-up lease makes its worker busy, in one step', async () => {
  const { presence } = parts();
  const record = worker();
  const lease = `${randomUUID()}-1`;
  await presence.idle(record);
  const busy: WorkerRecord = { ...record, state: 'busy', job_id: randomUUID(), lease: 1 };
  expect(await presence.claim(busy, lease, 'life-1', 60_000)).toEqual({ claimed: true, cancelled: false });
  expect(await listed(record.id)).toEqual(busy);
});

test('a lease is begun once: the same life may ask again, another may not', async () => {
  const { presence } = parts();
  const record = worker('busy');
  const lease = `${randomUUID()}-1`;
  expect((await presence.claim(record, lease, 'life-1', 60_000)).claimed).toBe(true);
  expect((await presence.claim(record, lease, 'life-1', 60_000)).claimed).toBe(true);
  expect((await presence.claim(record, lease, 'life-2', 60_000)).claimed).toBe(false);
});

test('a cancel is seen by who reads the mark, by who listens, and at the pick-up', async () => {
  const lease = `${randomUUID()}-1`;
  const heard: string[] = [];
  const stop = await onCancel(redis.subscriber, (one) => heard.push(one));
  expect(await isCancelled(redis.producer, lease)).toBe(false);
  await requestCancel(redis.producer, lease);
  await requestCancel(redis.producer, lease);
  expect(await isCancelled(redis.producer, lease)).toBe(true);
  expect((await parts().presence.claim(worker('busy'), lease, 'life-1', 60_000)).cancelled).toBe(true);
  await vi.waitFor(() => expect(heard.filter((one) => one === lease)).toHaveLength(2), 2_000);
  stop();
});

test('becoming idle wakes the schedulers of every class of the worker', async () => {
  const heard: string[] = [];
  const stop = await subscribeSchedule(redis.subscriber, (gpuClass) => heard.push(gpuClass));
  const record = { ...worker(), gpu_classes: ['class-x', 'class-y'] };
  await parts().presence.idle(record);
  await publishSchedule(redis.producer, 'class-z');
  const expected = ['class-x', 'class-y', 'class-z'];
  await vi.waitFor(() => expect(heard.filter((one) => expected.includes(one))).toEqual(expected), 2_000);
  stop();
});

test('progress reaches who listens; what does not parse is dropped', async () => {
  const heard: JobProgress[] = [];
  const stop = await subscribeProgress(redis.subscriber, (one) => heard.push(one));
  const progress: JobProgress = {
    job_id: randomUUID(),
    user_id: randomUUID(),
    lease: 1,
    attempt: 1,
    stage: 'denoising',
    image_index: 0,
    num_images: 1,
    step: 3,
    total_steps: 20,
    percent: 15,
    preview_data_url: null,
    elapsed_seconds: 1.5,
    remaining_seconds: null,
  };
  await redis.producer.publish('progress', 'no json');
  await redis.producer.publish('progress', '{"job_id":1}');
  await publishProgress(redis.producer, progress);
  await vi.waitFor(() => expect(heard.filter((one) => one.job_id === progress.job_id)).toEqual([progress]), 2_000);
  stop();
});
