import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { eventsOf, readRecording } from '../../test/recording/recording.ts';
import { createGpuClock } from './gpu-clock.ts';
import { createItemEvents, type ItemEvents } from './item-events.ts';
import type { RuntimeProgress } from './progress.ts';

/** The real runtime's events of one job, 10 ms apart, into a fresh tracker. */
function replay(
  name: string,
  itemId: number,
  batchId: string,
  times = 1,
): { events: ItemEvents; progress: RuntimeProgress[]; spanMs: number } {
  const progress: RuntimeProgress[] = [];
  const events = createItemEvents({
    itemId,
    batchId,
    onProgress: (one) => void progress.push(one),
    onEnd: () => undefined,
  });
  const recorded = eventsOf(readRecording(name)).flatMap((one) => Array.from({ length: times }, () => one));
  for (const [index, { event, data }] of recorded.entries())
    events.take({ name: event, data, atMs: (index * 10) / times });
  return { events, progress, spanMs: (recorded.length * 10) / times };
}

describe('events that the real runtime sent', () => {
  test('add up to GPU time and load time inside the span of the run', () => {
    const { events, spanMs } = replay('sd15-first', 1, 'job-sd15');
    const { gpuMs, modelLoadMs } = events.gpuTime();
    expect(modelLoadMs).toBe(70); // seven loads of 10 ms
    expect(gpuMs).toBeGreaterThan(0);
    expect(gpuMs + modelLoadMs).toBeLessThanOrEqual(spanMs);
    expect(events.isOver()).toBe(true);
    expect(events.sawAll(['ml', 'pos', 'neg', 'noise', 'dn', 'meta', 'out'])).toBe(true);
    expect(events.sessionId()).toBe('7ad9bc5d-00b2-4cb1-8197-31dfb890d540');
  });

  test('give the steps of denoising with previews, in order', () => {
    const { progress } = replay('sdxl', 3, 'job-sdxl');
    const steps = progress.filter(({ stage }) => stage === 'denoising');
    expect(steps.map(({ step, totalSteps, fraction }) => [step, totalSteps, fraction])).toEqual([
      [0, 4, 0],
      [1, 4, 0.25],
      [2, 4, 0.5],
      [3, 4, 0.75],
      [4, 4, 1],
    ]);
    expect(steps.every(({ previewDataUrl }) => previewDataUrl?.startsWith('data:image/jpeg;base64,'))).toBe(true);
    expect(progress.at(-1)).toEqual({ stage: 'decoding' });
  });

  test('count once when each comes twice', () => {
    const [once, twice] = [replay('sd15-warm', 2, 'job-sd15-warm'), replay('sd15-warm', 2, 'job-sd15-warm', 2)];
    expect(Math.abs(twice.events.gpuTime().gpuMs - once.events.gpuTime().gpuMs)).toBeLessThan(100);
    expect(twice.events.gpuTime().gpuMs).toBeLessThanOrEqual(twice.spanMs);
  });

  test('of another item count for nothing', () => {
    const { events, progress } = replay('sd15-first', 99, 'job-sd15');
    expect([events.isOver(), events.sessionId(), progress.length, events.gpuTime().gpuMs]).toEqual([
      false,
      undefined,
      0,
      0,
    ]);
  });
});

test('GPU time is never more than the time that passed, whatever comes in whatever order', () => {
  const act = fc.record({
    what: fc.constantFrom('started', 'alive', 'completed', 'loadStarted', 'loadCompleted'),
    node: fc.constantFrom('a', 'b'),
    afterMs: fc.integer({ min: 0, max: 1000 }),
  } as const);
  fc.assert(
    fc.property(fc.array(act, { maxLength: 40 }), (acts) => {
      const clock = createGpuClock();
      let now = 0;
      for (const { what, node, afterMs } of acts) {
        now += afterMs;
        if (what === 'loadStarted' || what === 'loadCompleted') clock[what](now);
        else clock[what](node, now);
      }
      const { gpuMs, modelLoadMs } = clock.read();
      expect(gpuMs).toBeGreaterThanOrEqual(0);
      expect(gpuMs).toBeLessThanOrEqual(now * 2); // two nodes at most are open at a time
      expect(modelLoadMs).toBeLessThanOrEqual(now);
    }),
  );
});

test('a span that is still open counts to its last sign of life', () => {
  const clock = createGpuClock();
  clock.started('dn', 100);
  clock.alive('dn', 350);
  expect(clock.read()).toEqual({ gpuMs: 250, modelLoadMs: 0 });
});
