import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@pingvas/logger';

/** One phase of a stop: waits for `action` at most `limitMs`, and goes on whatever came of it. Never rejects. */
export const runPhase = async (
  logger: Logger,
  name: string,
  limitMs: number,
  action: () => Promise<unknown>,
): Promise<void> => {
  const done = new AbortController();
  const limit = sleep(limitMs, 'limit' as const, { signal: done.signal, ref: false }).catch(() => 'done' as const);
  try {
    const ended = await Promise.race([action().then(() => 'done' as const), limit]);
    if (ended === 'limit') logger.warn({ phase: name, limit_ms: limitMs }, 'stop phase did not end in time');
  } catch (error) {
    logger.warn({ err: error, phase: name }, 'stop phase failed');
  } finally {
    done.abort();
  }
};
