import { createStorage } from '@pingvas/storage';
import { startRedis, startS3 } from '@pingvas/local-servers';
import { afterEach, expect, test, vi } from 'vitest';
import { leaseOf } from '../test/lease.fixture.ts';
import { createTestStand, simulate, type TestStand } from '../test/worker.fixture.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});
const standUp = async (overrides: Record<string, string> = {}): Promise<TestStand> => {
  const stand = await createTestStand(overrides);
  closing.push(() => stand.close());
  return stand;
};

test('a runtime that dies in a run fails the lease for another start; the worker is idle only when it is back', async () => {
  const { scheduler, simulator, id } = await standUp();
  simulator.controls.addFault({ kind: 'crash', times: 1, skip: 1 });
  const lease = leaseOf(2);
  await scheduler.put(id, lease);
  const outcome = await scheduler.end(lease);
  expect(outcome).toMatchObject({ kind: 'failed', error: { code: 'RUNTIME_ERROR', retryable: true } });
  expect(outcome.images.map((image) => image.index)).toEqual([0]);
  await scheduler.untilState(id, 'draining');

  const back = await simulate({ port: simulator.port });
  closing.unshift(() => back.close());
  await scheduler.untilState(id, 'idle');
  const again = leaseOf(1);
  await scheduler.put(id, again);
  expect((await scheduler.end(again)).kind).toBe('completed');
});

test('a runtime that was restarted between two leases is given its models again', async () => {
  const { scheduler, simulator, id } = await standUp();
  const first = leaseOf(1);
  await scheduler.put(id, first);
  await scheduler.end(first);
  await scheduler.untilState(id, 'idle');
  await simulator.close();
  const back = await simulate({ port: simulator.port });
  closing.unshift(() => back.close());
  const second = leaseOf(1);
  await scheduler.put(id, second);
  expect((await scheduler.end(second)).kind).toBe('completed');
});

test('a store that refuses fails the lease for another start, with the images that it had taken', async () => {
  const credentials = { accessKeyId: 'key', secretAccessKey: 'secret-secret' };
  const s3 = await startS3({ credentials, buckets: ['pictures'] });
  const { scheduler, simulator, id } = await standUp({
    S3_ENDPOINT: s3.url,
    S3_BUCKET: 'pictures',
    S3_ACCESS_KEY_ID: credentials.accessKeyId,
    S3_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  });
  simulator.controls.setTiming({ step_ms: 100 });
  const lease = leaseOf(2, { parameters: { ...leaseOf().parameters, steps: 10 } });
  await scheduler.put(id, lease);
  await scheduler.outcome(lease, 'image');
  await s3.stop();
  const outcome = await scheduler.end(lease);
  expect(outcome).toMatchObject({ kind: 'failed', error: { code: 'UPLOAD_FAILED', retryable: true } });
  expect(outcome.images.map((image) => image.index)).toEqual([0]);
});

test('a picture whose objects are there already, from a repeated step, is a picture', async () => {
  const { scheduler, environment, id } = await standUp();
  const lease = leaseOf(1);
  const storage = createStorage({
    S3_ENDPOINT: environment['S3_ENDPOINT'] ?? '',
    S3_REGION: environment['S3_REGION'] ?? '',
    S3_BUCKET: environment['S3_BUCKET'] ?? '',
    S3_ACCESS_KEY_ID: environment['S3_ACCESS_KEY_ID'] ?? '',
    S3_SECRET_ACCESS_KEY: environment['S3_SECRET_ACCESS_KEY'] ?? '',
  });
  const key = `${lease.user_id}/${lease.job_id}/${lease.images[0]?.image_id}/1.png`;
  await storage.put(key, Buffer.from('the first of two writes'), { contentType: 'image/png' });
  await scheduler.put(id, lease);
  expect((await scheduler.end(lease)).kind).toBe('completed');
  expect((await storage.head(key))?.sizeBytes).toBe('the first of two writes'.length);
  storage.close();
});

test('an outcome reaches its queue when Redis was away, and lost its data, while the lease ran', async () => {
  const redis = await startRedis({});
  const { scheduler, simulator, id } = await standUp({ REDIS_URL: redis.url });
  simulator.controls.setTiming({ step_ms: 100 });
  const lease = leaseOf(1, { parameters: { ...leaseOf().parameters, steps: 10 } });
  await scheduler.put(id, lease);
  await scheduler.outcome(lease, 'started');
  await redis.stop();
  await vi.waitFor(async () => {
    const state = await fetch(`${simulator.url}/sim/state`).then((answer) => answer.json());
    expect(state).toMatchObject({ items_run: 1, running: 0 });
  }, 10_000);
  const empty = await startRedis({ port: redis.port });
  closing.unshift(() => empty.stop().then(() => undefined));
  expect(await scheduler.end(lease)).toMatchObject({ kind: 'completed', images: [{ index: 0 }] });
  await scheduler.untilState(id, 'idle');
});

test('a worker that stops while idle leaves the registry and its queue at once', async () => {
  const stand = await standUp();
  await stand.stopWorker();
  expect(await stand.scheduler.listed(stand.id)).toBeUndefined();
  await vi.waitFor(async () => expect(await stand.scheduler.redis.keys(`*${stand.id}*`)).toEqual([]), 2_000);
});
