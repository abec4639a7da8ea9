import { expect, test, vi } from 'vitest';
import { createRunLimit } from './run-limit.ts';
import { RunAbandoned, withinGrace } from './within-grace.ts';

const never = new Promise<never>(() => undefined);

test('a run that lets go in time ends as it ends', async () => {
  const stop = new AbortController();
  expect(await withinGrace(Promise.resolve(1), stop.signal)).toBe(1);
  stop.abort();
  await expect(withinGrace(Promise.reject(new Error('its own')), stop.signal)).rejects.toThrow('its own');
});

test('a run that does not let go is left alone after the grace', async () => {
  const stop = new AbortController();
  const running = withinGrace(never, stop.signal, 5);
  stop.abort();
  await expect(running).rejects.toThrow(RunAbandoned);
  await expect(withinGrace(never, AbortSignal.abort(), 5)).rejects.toThrow(RunAbandoned);
});

test('the run limit counts from the first run on and is over when it is used up', () => {
  vi.useFakeTimers();
  try {
    const limit = createRunLimit(2);
    vi.advanceTimersByTime(60_000);
    expect(limit.leftMs()).toBe(2_000);
    vi.advanceTimersByTime(1_500);
    expect(limit.leftMs()).toBe(500);
    vi.advanceTimersByTime(500);
    expect(() => limit.leftMs()).toThrow(expect.objectContaining({ code: 'WORKER_TIMEOUT', retryable: false }));
  } finally {
    vi.useRealTimers();
  }
});
