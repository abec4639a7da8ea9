import { RuntimeError, type Runtime, type RunRequest, type RunResult } from '@pingvas/invokeai';
import { leaseIdOf } from '@pingvas/queue';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { createModelKeeper } from '../models/model-keeper.ts';
import { CorruptPicture } from '../pictures/corrupt-picture.ts';
import { leaseOf } from '../test/lease.fixture.ts';
import { createAttempt } from './attempt.ts';
import { createGpuMeter } from './gpu-meter.ts';
import { createImageMaker } from './image-maker.ts';

const png = await sharp({ create: { width: 64, height: 64, channels: 3, background: 'teal' } })
  .png()
  .toBuffer();
const result = (imageName: string): RunResult => ({
  imageName,
  width: 64,
  height: 64,
  gpuMs: 100,
  gpuMsExact: true,
  modelLoadMs: 10,
  itemMs: 120,
  sessionId: 's',
  itemId: 1,
});
const error = (code: RuntimeError['code']) =>
  new RuntimeError(code, { code, retryable: false, retryOnLargerClass: false, infrastructure: false, gpuMs: 30 });

/** A runtime whose runs end one after the other as given: a picture, a corrupt one, or an error. */
const scripted = (...ends: ('picture' | 'corrupt' | Error)[]) => {
  const calls: string[] = [];
  const requests: RunRequest[] = [];
  const nothing = (name: string) => async () => void calls.push(name);
  const runtime: Runtime = {
    version: async () => '6.12.0',
    prepare: nothing('prepare'),
    ensureModel: async ({ key }) => void calls.push(`ensure ${key}`),
    run: async (request) => {
      requests.push(request);
      const end = ends.shift() ?? 'picture';
      if (end instanceof Error) throw end;
      return result(`${end}-${requests.length}.png`);
    },
    fetchImage: async (name) => (name.startsWith('corrupt') ? Buffer.from('<html>') : png),
    deleteImages: async (names) => void calls.push(`delete ${names.join(' ')}`),
    prune: nothing('prune'),
    emptyModelCache: nothing('empty cache'),
    interrupt: nothing('interrupt'),
    close: nothing('close'),
  };
  const lease = leaseOf(1);
  const attempt = createAttempt({ lease, workerId: lease.user_id, startedAt: new Date() });
  const models = createModelKeeper({ runtime, modelsDir: '/models' });
  const { signal } = new AbortController();
  const maker = createImageMaker({
    runtime,
    models,
    meter: createGpuMeter(),
    lease,
    attempt,
    signal,
    onProgress: () => undefined,
  });
  const [image] = lease.images;
  if (!image) throw new Error('one image');
  return { calls, requests, lease, attempt, maker, make: () => maker.make(image) };
};

test('a run is named after its lease, its model is made known once, and its picture is deleted at the runtime', async () => {
  const { calls, requests, lease, maker, make } = scripted();
  await make();
  await make();
  await maker.cleanUp();
  await maker.cleanUp();
  expect(calls).toEqual(['ensure sd15-base-key', 'delete picture-1.png picture-2.png', 'prune', 'prune']);
  expect(requests[0]).toMatchObject({ batchId: leaseIdOf(lease), destination: leaseIdOf(lease) });
});

test.each([
  ['a corrupt picture', 'corrupt', []],
  ['a full memory', error('OUT_OF_MEMORY'), ['empty cache']],
  ['a model that a restarted runtime has forgotten', error('MODEL_NOT_FOUND'), ['ensure sd15-base-key']],
] as const)('%s gets a second chance, after its remedy', async (_, end, remedy) => {
  const { calls, make } = scripted(end);
  expect((await make()).picture.width).toBe(64);
  expect(calls).toEqual(['ensure sd15-base-key', ...remedy]);
});

test.each([
  ['corrupt', CorruptPicture],
  [error('OUT_OF_MEMORY'), RuntimeError],
] as const)('there is no third chance (%s)', async (end, expected) => {
  const { requests, make } = scripted(end, end);
  await expect(make()).rejects.toThrow(expected);
  expect(requests).toHaveLength(2);
});

test('what would end the same way is not tried again, and what ran in vain is counted', async () => {
  const { requests, attempt, make } = scripted(error('RUNTIME_ERROR'));
  await expect(make()).rejects.toThrow('RUNTIME_ERROR');
  expect(requests).toHaveLength(1);
  expect(attempt.message('failed')).toMatchObject({ gpu_ms: 30, model_load_ms: 0 });
});
