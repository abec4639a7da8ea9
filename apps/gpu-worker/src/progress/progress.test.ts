import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, test, vi } from 'vitest';
import type { JobProgress } from '@pingvas/queue';
import { leaseOf } from '../test/lease.fixture.ts';
import { storedImage } from '../test/stored-image.fixture.ts';
import { previewDataUrl } from './preview.ts';
import { createProgressReporter } from './progress-reporter.ts';
import { advance, finishImage, initialState, messageOf, type ProgressUpdate } from './progress-state.ts';

const stages = ['loading_model', 'encoding', 'denoising', 'decoding', 'uploading'] as const;

const anyUpdate: fc.Arbitrary<ProgressUpdate | 'finished'> = fc.oneof(
  fc.constant('finished' as const),
  fc.record({
    stage: fc.constantFrom(...stages),
    imageIndex: fc.nat(9),
    step: fc.option(fc.nat(200), { nil: undefined }),
    totalSteps: fc.option(fc.nat(150), { nil: undefined }),
    fraction: fc.option(fc.double({ min: -1, max: 2, noNaN: true }), { nil: undefined }),
  }),
);

describe('progress', () => {
  test('never falls within an attempt and stays within 0 to 100, whatever the runtime tells in whatever order', () => {
    fc.assert(
      fc.property(fc.array(anyUpdate), fc.integer({ min: 1, max: 10 }), (updates, numImages) => {
        const lease = leaseOf(numImages);
        let state = initialState(lease);
        const percents = updates.map((update) => {
          state = update === 'finished' ? finishImage(state, numImages) : advance(state, update, numImages);
          return messageOf(lease, state, { elapsedSeconds: 1, previewDataUrl: null }).percent;
        });
        expect(percents).toEqual(percents.toSorted((a, b) => a - b));
        expect(percents.every((percent) => percent >= 0 && percent <= 100)).toBe(true);
      }),
    );
  });

  test('counts the images of earlier attempts as done and forecasts from this attempt alone', () => {
    const [first, second] = leaseOf(2).images;
    if (!first || !second) throw new Error('two images');
    const lease = leaseOf(4, { images: [first, second], stored_images: [storedImage(2), storedImage(3)] });
    const state = advance(initialState(lease), { stage: 'denoising', imageIndex: 0, step: 1, totalSteps: 2 }, 4);
    const message = messageOf(lease, state, { elapsedSeconds: 10, previewDataUrl: null });
    expect(message.percent).toBe(Math.floor(((2 + 0.47) / 4) * 100));
    expect(message.remaining_seconds).toBeCloseTo((10 / (0.47 / 4)) * (1 - 2.47 / 4), 2);
  });

  test('is sent at most twice a second, the newest state last, and never after the end', async () => {
    vi.useFakeTimers();
    try {
      const sent: JobProgress[] = [];
      const reporter = createProgressReporter({ lease: leaseOf(), publish: async (one) => void sent.push(one) });
      for (let step = 1; step <= 100; step += 1) {
        reporter.update({ stage: 'denoising', imageIndex: 0, step, totalSteps: 100 });
        await vi.advanceTimersByTimeAsync(20);
      }
      await vi.advanceTimersByTimeAsync(1_000);
      expect(sent.length).toBeGreaterThanOrEqual(4);
      expect(sent.length).toBeLessThanOrEqual(6);
      expect(sent.at(-1)?.step).toBe(100);
      reporter.update({ stage: 'decoding', imageIndex: 0 });
      reporter.update({ stage: 'uploading', imageIndex: 0 });
      reporter.close();
      const before = sent.length;
      await vi.advanceTimersByTimeAsync(5_000);
      expect(sent.length).toBeLessThanOrEqual(before);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('a preview', () => {
  test('is a WebP of at most 16 KiB, whatever the runtime sends', async () => {
    const noise = Buffer.from(Array.from({ length: 512 * 512 * 3 }, () => Math.floor(Math.random() * 256)));
    const png = await sharp(noise, { raw: { width: 512, height: 512, channels: 3 } })
      .png()
      .toBuffer();
    const url = await previewDataUrl(`data:image/png;base64,${png.toString('base64')}`);
    expect(url?.length ?? 0).toBeLessThanOrEqual(16 * 1024);
  });

  test('of a small picture keeps its size', async () => {
    const jpeg = await sharp({ create: { width: 64, height: 48, channels: 3, background: 'teal' } })
      .jpeg()
      .toBuffer();
    const url = await previewDataUrl(`data:image/jpeg;base64,${jpeg.toString('base64')}`);
    const bytes = Buffer.from(url?.split(',')[1] ?? '', 'base64');
    expect(await sharp(bytes).metadata()).toMatchObject({ format: 'webp', width: 64, height: 48 });
  });

  test.each([null, '', 'data:image/png;base64,AAAA', 'https://example.org/x.png'])(
    'is left out for %j',
    async (from) => {
      expect(await previewDataUrl(from)).toBeNull();
    },
  );
});
