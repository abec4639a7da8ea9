import type { Outcome } from '@pingvas/queue';

/** Why a lease is ended from outside, before its images are made. */
export type StopReason = Extract<NonNullable<Outcome['reason']>, 'cancel' | 'shutdown' | 'spot'>;

/** A step was not begun because the lease is to end. */
export class StopRequested extends Error {
  override readonly name = 'StopRequested';
}

/** A lease's end that was asked for from outside; the first reason stands. */
export type StopSignal = {
  readonly signal: AbortSignal;
  reason(): StopReason | null;
  stop(reason: StopReason): void;
};

export const createStopSignal = (): StopSignal => {
  const controller = new AbortController();
  let first: StopReason | null = null;
  return {
    signal: controller.signal,
    reason: () => first,
    stop(reason) {
      first ??= reason;
      controller.abort();
    },
  };
};
