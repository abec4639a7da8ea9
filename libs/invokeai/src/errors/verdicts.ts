import type { JobErrorCode, Verdict } from './runtime-error.ts';

const verdict = (code: JobErrorCode, more: Partial<Verdict> = {}): Verdict => ({
  code,
  retryable: false,
  retryOnLargerClass: false,
  infrastructure: false,
  ...more,
});

/** The same again would fail the same way. */
export const HOPELESS = verdict('RUNTIME_ERROR');
/** The runtime went away, was restarted, or does not speak its contract: nothing is wrong with the job. */
export const RUNTIME_BROKEN = verdict('RUNTIME_ERROR', { retryable: true, infrastructure: true });
export const TOO_LONG = verdict('WORKER_TIMEOUT');
/** Too long, and the runtime does not stop: a pod for the scrapyard. */
export const STUCK = verdict('WORKER_TIMEOUT', { infrastructure: true });
export const OUT_OF_MEMORY = verdict('OUT_OF_MEMORY', { retryOnLargerClass: true });
export const INVALID = verdict('INVALID_PARAMETERS');
export const MODEL_UNKNOWN = verdict('MODEL_NOT_FOUND');
export const MODEL_BROKEN = verdict('MODEL_LOAD_FAILED');
/** The files are not where the record says: another pod may have the store mounted. */
export const MODEL_FILES_GONE = verdict('MODEL_LOAD_FAILED', { retryable: true, infrastructure: true });
