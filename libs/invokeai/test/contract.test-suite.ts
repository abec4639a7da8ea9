import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RunCancelled, type Runtime, type RuntimeModel, type RuntimeProgress } from '../src/index.ts';
import { isJson } from '../simulator/json.ts';
import { connect, requestOf, thrownBy } from './runtime.ts';

export interface ContractTarget {
  url: string;
  sd15: RuntimeModel;
  sdxl: RuntimeModel;
  /** Steps that take long enough to be interrupted. */
  manySteps: number;
}

async function pixels(png: Buffer): Promise<string> {
  const { data, info } = await sharp(png).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return `${info.width}x${info.height} ${data.toString('base64')}`;
}

/** What the worker relies on. It holds for the simulator and for the real runtime alike. */
export function contractSuite(name: string, start: () => Promise<ContractTarget>): void {
  describe(name, () => {
    let target: ContractTarget;
    let runtime: Runtime;

    beforeAll(async () => {
      target = await start();
      runtime = connect(target.url);
      await runtime.prepare();
      await runtime.ensureModel(target.sd15);
      await runtime.ensureModel(target.sdxl);
    });
    afterAll(() => runtime.close());

    const put = (path: string): Promise<Response> =>
      fetch(`${target.url}/api/v1/queue/default/${path}`, { method: 'PUT' });

    async function expectIdle(): Promise<void> {
      const response = await fetch(`${target.url}/api/v1/queue/default/status`);
      const status: unknown = await response.json();
      expect(status).toMatchObject({
        queue: { pending: 0, in_progress: 0 },
        processor: { is_started: true, is_processing: false },
      });
    }

    async function picture(model: RuntimeModel, seed: number): Promise<string> {
      const { imageName } = await runtime.run(requestOf(model, { seed }));
      const png = await runtime.fetchImage(imageName);
      await runtime.deleteImages([imageName]);
      return pixels(png);
    }

    test('its version is one that was read and recorded', async () => {
      expect(await runtime.version()).toMatch(/^6\.12\.\d+$/);
    });

    test('a model that is known is ensured again without a second install', async () => {
      await runtime.ensureModel(target.sd15);
      const response = await fetch(`${target.url}/api/v2/models/i/${target.sd15.key}`);
      expect(await response.json()).toMatchObject({ key: target.sd15.key, base: 'sd-1', type: 'main' });
    });

    test('a path with nothing at it is MODEL_NOT_FOUND', async () => {
      const model = { ...target.sd15, key: 'nothing', path: '/no/such/store/model' };
      expect(await thrownBy(runtime.ensureModel(model))).toMatchObject({ code: 'MODEL_NOT_FOUND', retryable: false });
    });

    test.each(['sd15', 'sdxl'] as const)(
      '%s gives a PNG of the asked size, with progress and its GPU time',
      async (base) => {
        const progress: RuntimeProgress[] = [];
        const size = { width: 192, height: 128 };
        const result = await runtime.run(
          requestOf(target[base], size, { onProgress: (one) => void progress.push(one) }),
        );
        expect(result).toMatchObject({ ...size, gpuMsExact: true });
        expect(result.gpuMs).toBeGreaterThan(0);
        expect(result.gpuMs).toBeLessThanOrEqual(result.itemMs);
        const png = await runtime.fetchImage(result.imageName);
        expect(await sharp(png).metadata()).toMatchObject({ format: 'png', ...size, channels: 3 });
        const steps = progress.filter(({ stage }) => stage === 'denoising');
        expect(steps.map(({ step }) => step)).toEqual([0, 1, 2, 3, 4]);
        expect(
          steps.every(
            ({ totalSteps, previewDataUrl }) => totalSteps === 4 && previewDataUrl?.startsWith('data:image/'),
          ),
        ).toBe(true);
        expect(new Set(progress.map(({ stage }) => stage))).toEqual(
          new Set(['loading_model', 'encoding', 'denoising', 'decoding']),
        );
        await runtime.deleteImages([result.imageName]);
        expect(await thrownBy(runtime.fetchImage(result.imageName))).toMatchObject({ code: 'RUNTIME_ERROR' });
      },
    );

    test('the same seed gives the same pixels and a picture of its own, another seed others', async () => {
      const [first, again, other] = [
        await picture(target.sd15, 7),
        await picture(target.sd15, 7),
        await picture(target.sd15, 8),
      ];
      expect(again).toBe(first);
      expect(other).not.toBe(first);
    });

    test('a batch id that is used again gives the new picture, not the old one', async () => {
      const request = requestOf(target.sd15, { seed: 11 });
      const first = await runtime.run(request);
      const second = await runtime.run({ ...requestOf(target.sd15, { seed: 12 }), batchId: request.batchId });
      expect(second.itemId).toBeGreaterThan(first.itemId);
      expect(second.imageName).not.toBe(first.imageName);
      await runtime.deleteImages([first.imageName, second.imageName]);
    });

    test('clip skip, guidance rescale and a Karras sampler are taken', async () => {
      const more = { clipSkip: 1, cfgRescaleMultiplier: 0.5, sampler: 'dpmpp_2m_k' };
      for (const model of [target.sd15, target.sdxl]) {
        const { imageName } = await runtime.run(requestOf(model, more));
        await runtime.deleteImages([imageName]);
      }
    });

    test('an unknown model fails the run as MODEL_NOT_FOUND, which no retry cures', async () => {
      const error = await thrownBy(runtime.run(requestOf({ ...target.sd15, key: 'no-such-model' })));
      expect(error).toMatchObject({
        code: 'MODEL_NOT_FOUND',
        retryable: false,
        infrastructure: false,
        errorType: 'Exception',
      });
    });

    test('a bad size is refused at once, and the error does not repeat the prompt', async () => {
      const error = await thrownBy(runtime.run(requestOf(target.sd15, { width: 513, prompt: 'a secret wish' })));
      expect(error).toMatchObject({ code: 'INVALID_PARAMETERS', retryable: false });
      expect(String(error)).not.toContain('secret');
    });

    test('an aborted run stops at a step, says what ran, and leaves nothing behind', async () => {
      const abort = new AbortController();
      const onProgress = ({ step = 0 }: RuntimeProgress): void => {
        if (step >= 1) abort.abort();
      };
      const steps = { steps: target.manySteps, width: 256, height: 256 };
      const error = await thrownBy(runtime.run(requestOf(target.sd15, steps, { signal: abort.signal, onProgress })));
      expect(error).toBeInstanceOf(RunCancelled);
      expect(error).toSatisfy(({ gpuMs }: RunCancelled) => gpuMs > 0);
      await expectIdle();
    });

    test('a signal that came before the run queues nothing', async () => {
      const error = await thrownBy(runtime.run(requestOf(target.sd15, {}, { signal: AbortSignal.abort() })));
      expect(error).toMatchObject({ name: 'RunCancelled', gpuMs: 0 });
    });

    test('a run over its limit is cancelled as WORKER_TIMEOUT, and the GPU is free afterwards', async () => {
      const steps = { steps: target.manySteps, width: 256, height: 256 };
      const error = await thrownBy(runtime.run(requestOf(target.sd15, steps, { timeoutMs: 700 })));
      expect(error).toMatchObject({ code: 'WORKER_TIMEOUT', infrastructure: false });
      await expectIdle();
    });

    test('interrupt ends what runs and what waits', async () => {
      const steps = { steps: target.manySteps, width: 256, height: 256 };
      const runs = [1, 2].map((seed) => thrownBy(runtime.run(requestOf(target.sd15, { ...steps, seed }))));
      await new Promise((done) => setTimeout(done, 200));
      await runtime.interrupt();
      expect((await Promise.all(runs)).every((error) => error instanceof RunCancelled)).toBe(true);
      await expectIdle();
    });

    test('a full queue is an error of the runtime, not of the job, and what waited is not harmed by it', async () => {
      await put('processor/pause');
      try {
        const waiting = [1, 2, 3, 4].map((seed) => requestOf(target.sd15, { seed }));
        const abort = new AbortController();
        const runs = waiting.map((request) => thrownBy(runtime.run({ ...request, signal: abort.signal })));
        await expect.poll(() => pendingOf(target.url), { timeout: 10_000 }).toBe(4);
        const error = await thrownBy(runtime.run(requestOf(target.sd15)));
        expect(error).toMatchObject({ code: 'RUNTIME_ERROR', retryable: true, infrastructure: true });
        expect(await pendingOf(target.url)).toBe(4);
        abort.abort();
        await Promise.all(runs);
      } finally {
        await runtime.prepare();
      }
      await expectIdle();
    });

    test('prune forgets what is over, and the model cache can be emptied', async () => {
      await runtime.prune();
      await runtime.emptyModelCache();
      const response = await fetch(`${target.url}/api/v1/queue/default/item_ids`);
      expect(await response.json()).toMatchObject({ total_count: 0 });
    });
  });
}

async function pendingOf(url: string): Promise<unknown> {
  const status: unknown = await (await fetch(`${url}/api/v1/queue/default/status`)).json();
  return isJson(status) && isJson(status['queue']) ? status['queue']['pending'] : undefined;
}
