import { createHash } from 'node:crypto';
import { leaseIdOf, type LeasePayload, type Outcome } from '@pingvas/queue';
import { createStorage } from '@pingvas/storage';
import { servers } from '@pingvas/testing';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { leaseOf } from '../test/lease.fixture.ts';
import { storedImage } from '../test/stored-image.fixture.ts';
import { createTestStand, type TestStand } from '../test/worker.fixture.ts';

let stand: TestStand;
beforeAll(async () => {
  stand = await createTestStand();
});
afterAll(() => stand.close());
beforeEach(async () => {
  stand.simulator.controls.clearFaults();
  stand.simulator.controls.setTiming({ step_ms: 0, load_ms: 0, fixed_ms: 0, pickup_ms: 0 });
  await stand.scheduler.untilState(stand.id, 'idle');
});

const run = async (lease: LeasePayload): Promise<Outcome> => {
  await stand.scheduler.put(stand.id, lease);
  return stand.scheduler.end(lease);
};
const read = async (key: string): Promise<Buffer> => {
  const { endpoint, region, bucket, accessKeyId, secretAccessKey } = servers().s3;
  const access = { S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey };
  const storage = createStorage({ S3_ENDPOINT: endpoint, S3_REGION: region, S3_BUCKET: bucket, ...access });
  const object = await storage.get(key);
  const bytes = Buffer.concat((await object?.body.toArray()) ?? []);
  storage.close();
  return bytes;
};
const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

describe('a lease that goes well', () => {
  test('becomes pictures in the store that are what their rows say', async () => {
    const lease = leaseOf(2, { parameters: { ...leaseOf().parameters, width: 320, height: 256 } });
    const outcome = await run(lease);
    expect(outcome).toMatchObject({ kind: 'completed', warnings: [], worker_id: stand.id, attempt: 1, total_steps: 2 });
    expect(outcome.images.map(({ image_id, index, seed }) => ({ image_id, index, seed }))).toEqual(lease.images);
    for (const image of outcome.images) {
      const png = await read(image.key);
      expect(image.key).toBe(`${lease.user_id}/${lease.job_id}/${image.image_id}/1.png`);
      expect([png.length, sha256(png)]).toEqual([image.file_size_bytes, image.sha256]);
      expect(sha256(await sharp(png).removeAlpha().raw().toBuffer())).toBe(image.pixel_sha256);
      expect(await sharp(png).metadata()).toMatchObject({ format: 'png', width: 320, height: 256 });
      expect(png.includes('lighthouse')).toBe(false);
      expect(await sharp(await read(image.preview_key)).metadata()).toMatchObject({ format: 'webp', width: 320 });
      expect(await sharp(await read(image.thumbnail_key)).metadata()).toMatchObject({ format: 'webp', width: 256 });
    }
  });

  test('is told in messages of which each repeats the start and all images so far', async () => {
    const lease = leaseOf(3);
    const end = await run(lease);
    const messages = stand.scheduler.outcomesOf(lease);
    expect(messages.map((one) => one.kind)).toEqual(['started', 'image', 'image', 'image', 'completed']);
    expect(messages.map((one) => one.images.length)).toEqual([0, 1, 2, 3, 3]);
    expect(new Set(messages.map((one) => one.started_at))).toEqual(new Set([end.started_at]));
    expect(end.gpu_ms).toBeGreaterThanOrEqual(Math.max(...end.images.map((image) => image.gpu_ms)));
  });

  test('leaves no item in the queue of the runtime', async () => {
    await run(leaseOf(2));
    await stand.scheduler.untilState(stand.id, 'idle');
    const answer = await fetch(`${stand.simulator.url}/api/v1/queue/default/status`);
    expect(await answer.json()).toMatchObject({ queue: { total: 0 } });
  });

  test('makes only the images that are missing, the same as they would have been', async () => {
    const whole = leaseOf(3);
    const first = await run(whole);
    const [, second] = whole.images;
    if (!second) throw new Error('three images');
    const earlier = [storedImage(0), storedImage(2)];
    const again = { ...whole, lease: 2, attempt: 2, images: [second], stored_images: earlier };
    const outcome = await run(again);
    expect(outcome.images.slice(0, 2)).toEqual(earlier);
    const made = outcome.images.find((image) => image.image_id === second.image_id);
    expect(made?.pixel_sha256).toBe(first.images[1]?.pixel_sha256);
    expect(made?.key).toContain('/2.png');
  });

  test('counts a cold model as model load, not as GPU time', async () => {
    stand.simulator.controls.setTiming({ load_ms: 300, step_ms: 20 });
    const outcome = await run(
      leaseOf(1, { model: { ...leaseOf().model, name: 'cold', runtime_key: 'cold', path: 'cold' } }),
    );
    expect(outcome.model_load_ms).toBeGreaterThanOrEqual(250);
    expect(outcome.gpu_ms).toBeLessThan(outcome.model_load_ms);
    expect(outcome.gpu_ms).toBeGreaterThan(0);
  });

  test('is shown while it runs: percent never falls, previews are small, at most two messages a second', async () => {
    stand.simulator.controls.setTiming({ step_ms: 60 });
    const lease = leaseOf(2, { parameters: { ...leaseOf().parameters, steps: 15, width: 128, height: 128 } });
    const end = await run(lease);
    const progress = stand.scheduler.progressOf(lease);
    const seconds = (Date.parse(end.ended_at ?? '') - Date.parse(end.started_at)) / 1000;
    expect(progress.length).toBeGreaterThanOrEqual(2);
    expect(progress.length).toBeLessThanOrEqual(2 * seconds + 2);
    const percents = progress.map((one) => one.percent);
    expect(percents).toEqual(percents.toSorted((a, b) => a - b));
    expect(progress.some((one) => one.preview_data_url?.startsWith('data:image/webp;base64,'))).toBe(true);
    expect(progress.every((one) => (one.preview_data_url?.length ?? 0) <= 16 * 1024)).toBe(true);
    expect(progress.at(-1)).toMatchObject({ num_images: 2, total_steps: 15, user_id: lease.user_id });
  });
});

describe('a fault of the runtime', () => {
  test('on one image costs that image only, with a warning', async () => {
    const prompt = 'fault on the last';
    stand.simulator.controls.addFault({
      kind: 'error',
      error_type: 'RuntimeError',
      message: 'x',
      skip: 2,
      times: 9,
      prompt_contains: prompt,
    });
    const outcome = await run(leaseOf(3, { prompt }));
    expect(outcome).toMatchObject({ kind: 'completed', warnings: [{ image_index: 2, code: 'RUNTIME_ERROR' }] });
    expect(outcome.images.map((image) => image.index)).toEqual([0, 1]);
  });

  test('on every image fails the job for good, with nothing stored', async () => {
    stand.simulator.controls.addFault({
      kind: 'error',
      error_type: 'RuntimeError',
      message: '/secret/path',
      times: 99,
    });
    const outcome = await run(leaseOf(2));
    expect(outcome).toMatchObject({ kind: 'failed', images: [], error: { code: 'RUNTIME_ERROR', retryable: false } });
    expect(JSON.stringify(outcome)).not.toContain('secret');
  });

  test('a corrupt picture is made once more', async () => {
    stand.simulator.controls.addFault({ kind: 'corrupt_image', times: 1 });
    const outcome = await run(leaseOf(1));
    expect(outcome).toMatchObject({ kind: 'completed', warnings: [] });
    expect(outcome.gpu_ms).toBeGreaterThanOrEqual(outcome.images[0]?.gpu_ms ?? Infinity);
  });

  test('a picture that is corrupt twice is not delivered', async () => {
    stand.simulator.controls.addFault({ kind: 'corrupt_image', times: 2 });
    const outcome = await run(leaseOf(2));
    expect(outcome.kind).toBe('completed');
    expect(outcome.images.map((image) => image.index)).toEqual([1]);
    expect(outcome.warnings).toEqual([{ image_index: 0, code: 'RUNTIME_ERROR' }]);
  });

  test('memory that ran out once is freed and tried again; twice asks for a larger class', async () => {
    stand.simulator.controls.addFault({ kind: 'oom', times: 1 });
    expect((await run(leaseOf(1))).kind).toBe('completed');
    stand.simulator.controls.addFault({ kind: 'oom', times: 2 });
    const outcome = await run(leaseOf(1));
    expect(outcome).toMatchObject({ kind: 'failed', error: { code: 'OUT_OF_MEMORY', larger_class: true } });
  });

  test('a run without end is stopped at the run limit, and the worker goes on', async () => {
    stand.simulator.controls.addFault({ kind: 'hang', times: 1 });
    const outcome = await run(leaseOf(2, { run_limit_seconds: 0.5 }));
    expect(outcome).toMatchObject({ kind: 'failed', reason: 'run_limit', error: { code: 'WORKER_TIMEOUT' } });
    expect((await run(leaseOf(1))).kind).toBe('completed');
  });

  test('events that are lost lose no picture', async () => {
    stand.simulator.controls.addFault({ kind: 'lost_events', times: 1 });
    const outcome = await run(leaseOf(1));
    expect(outcome.kind).toBe('completed');
    expect(outcome.images).toHaveLength(1);
  });
});

describe('a cancel', () => {
  test('while an image is made stops at the next step, keeps what is stored and counts what ran', async () => {
    stand.simulator.controls.setTiming({ step_ms: 50 });
    const lease = leaseOf(3, { parameters: { ...leaseOf().parameters, steps: 20 } });
    await stand.scheduler.put(stand.id, lease);
    await stand.scheduler.outcome(lease, 'image');
    await vi.waitFor(() => expect(stand.scheduler.progressOf(lease).at(-1)?.image_index).toBe(1), 5_000);
    await stand.scheduler.cancel(lease);
    const outcome = await stand.scheduler.end(lease);
    expect(outcome).toMatchObject({ kind: 'cancelled', reason: 'cancel' });
    expect(outcome.images.length).toBeLessThan(3);
    expect(outcome.gpu_ms).toBeGreaterThan(outcome.images[0]?.gpu_ms ?? Infinity);
    const sent = stand.scheduler.progressOf(lease).length;
    await run(leaseOf(1));
    expect(stand.scheduler.progressOf(lease)).toHaveLength(sent);
  });

  test('that was asked before the pick-up runs nothing', async () => {
    const lease = leaseOf(1);
    const before = stand.simulator.itemsRun();
    await stand.scheduler.cancel(lease);
    expect(await run(lease)).toMatchObject({ kind: 'cancelled', gpu_ms: 0, images: [] });
    expect(stand.simulator.itemsRun()).toBe(before);
  });

  test('whose publish was lost is seen by its mark at the next step', async () => {
    stand.simulator.controls.setTiming({ step_ms: 50 });
    const lease = leaseOf(1, { parameters: { ...leaseOf().parameters, steps: 100 } });
    await stand.scheduler.put(stand.id, lease);
    await vi.waitFor(() => expect(stand.scheduler.progressOf(lease).length).toBeGreaterThan(0), 5_000);
    await stand.scheduler.redis.set(`cancel:${leaseIdOf(lease)}`, '1', 'EX', 60);
    expect((await stand.scheduler.end(lease)).kind).toBe('cancelled');
  });
});
