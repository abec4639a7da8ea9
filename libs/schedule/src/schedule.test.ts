import { createLogger } from '@pingvas/logger';
import { createMetrics } from '@pingvas/metrics';
import { expect, test, vi } from 'vitest';
import { startSchedule } from './schedule.ts';

const parts = () => ({
  logger: createLogger({ name: 'test', level: 'silent' }),
  metrics: createMetrics({ service: 'test' }),
});

test('work runs at once and again, never twice at a time', async () => {
  let running = 0;
  let most = 0;
  let runs = 0;
  const run = async () => {
    most = Math.max(most, ++running);
    await new Promise((done) => setTimeout(done, 12));
    running -= 1;
    runs += 1;
  };
  const schedule = startSchedule([{ name: 'slow', everyMs: 2, run }], parts());
  await vi.waitFor(() => expect(runs).toBeGreaterThan(2));
  await schedule.close();
  expect([most, running]).toEqual([1, 0]);
});

test('a failure is counted and does not end the repetition', async () => {
  const { logger, metrics } = parts();
  const run = vi.fn(() => Promise.reject(new Error('no')));
  const schedule = startSchedule([{ name: 'fails', everyMs: 2, run }], { logger, metrics });
  await vi.waitFor(() => expect(run.mock.calls.length).toBeGreaterThan(2));
  await schedule.close();
  expect(await metrics.text()).toMatch(/scheduled_runs_total\{work="fails",outcome="failed",service="test"\} \d+/);
});

test('a stop tells what runs, waits for it and begins nothing more', async () => {
  let ended = 0;
  const run = (signal: AbortSignal) =>
    new Promise<void>((done) => signal.addEventListener('abort', () => setTimeout(() => (ended++, done()), 5)));
  const schedule = startSchedule([{ name: 'long', everyMs: 1, run }], parts());
  await schedule.close();
  await new Promise((done) => setTimeout(done, 10));
  expect(ended).toBe(1);
});
