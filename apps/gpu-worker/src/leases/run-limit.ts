import { RuntimeError } from '@pingvas/invokeai';

const timedOut = {
  code: 'WORKER_TIMEOUT',
  retryable: false,
  retryOnLargerClass: false,
  infrastructure: false,
} as const;

export type RunLimit = {
  /** Milliseconds left, at least 1. The clock starts at the first call. Throws `WORKER_TIMEOUT` when none is left. */
  leftMs(): number;
};

/** The time a lease may work (API contract 5.3). The wait for a runtime that is starting comes before and is no work. */
export const createRunLimit = (limitSeconds: number): RunLimit => {
  let deadlineMs: number | undefined;
  return {
    leftMs() {
      deadlineMs ??= performance.now() + limitSeconds * 1000;
      const leftMs = Math.floor(deadlineMs - performance.now());
      if (leftMs < 1) throw new RuntimeError('the run limit is used up', timedOut);
      return leftMs;
    },
  };
};
