import { setTimeout as sleep } from 'node:timers/promises';
import { isConflict } from '../errors/sql-error.ts';

const retries = 2;
const longestPauseMs = 40;

/** Runs a transaction again after a deadlock or serialization failure, twice at most; also when it came at COMMIT. */
export async function retryConflicts<T>(transaction: () => Promise<T>, onRetry: (error: unknown) => void): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await transaction();
    } catch (error) {
      if (attempt >= retries || !isConflict(error)) throw error;
      onRetry(error);
      // The two who met must not meet again.
      await sleep(Math.random() * longestPauseMs);
    }
  }
}
