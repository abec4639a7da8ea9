import { setTimeout as sleep } from 'node:timers/promises';

const EVERY_MS = 100;

/**
 * Looks again and again until `look` answers something. Throws with the last error, or what was awaited, after `withinMs`: while
 * something is down a look may fail.
 */
export const poll = async <T>(what: string, withinMs: number, look: () => Promise<T | undefined>): Promise<T> => {
  const end = Date.now() + withinMs;
  let cause: unknown;
  while (Date.now() < end) {
    try {
      const seen = await look();
      if (seen !== undefined) return seen;
      cause = undefined;
    } catch (error) {
      cause = error;
    }
    await sleep(EVERY_MS);
  }
  throw new Error(`${what}: not within ${withinMs / 1000} s`, { cause });
};
