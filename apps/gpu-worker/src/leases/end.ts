import type { LeasePayload, Outcome } from '@pingvas/queue';
import type { Attempt } from './attempt.ts';
import { faultOf, judge } from './fault.ts';
import type { StopReason, StopSignal } from './stop-signal.ts';
import { RunAbandoned } from './within-grace.ts';

type Ending = { readonly outcome: Outcome; readonly runtimeSuspect: boolean };
type Ended = { readonly lease: LeasePayload; readonly stop: StopSignal; readonly attempt: Attempt };

/**
 * The last message of a lease, from what its images ended with (API contract 5.3): all made → `completed`; asked to stop
 * → `cancelled` or `interrupted`; worth another start → `failed`, with the images so far; else some stored → `completed`
 * with a warning for each missing one, none stored → `failed`.
 */
export const endOf = (work: Ended, error: { readonly reason: unknown } | null): Ending => {
  if (!error) return { outcome: finished(work), runtimeSuspect: false };
  const stop = work.stop.reason();
  if (stop) return { outcome: stopped(work, stop), runtimeSuspect: error.reason instanceof RunAbandoned };
  return failed(work, error.reason);
};

const finished = ({ lease, attempt }: Ended): Outcome => {
  const outcome = attempt.message('completed');
  const [first] = outcome.warnings;
  if (outcome.images.length > 0 || lease.images.length === 0 || !first) return outcome;
  return attempt.message('failed', { error: faultOf(first.code) });
};

const stopped = ({ attempt }: Ended, reason: StopReason): Outcome =>
  attempt.message(reason === 'cancel' ? 'cancelled' : 'interrupted', { reason });

const failed = ({ attempt }: Ended, error: unknown): Ending => {
  const { fault, runtimeSuspect } = judge(error);
  attempt.restMissing(fault.code);
  const reason = fault.code === 'WORKER_TIMEOUT' ? ('run_limit' as const) : undefined;
  const anotherStart = fault.retryable || fault.larger_class;
  const kind = anotherStart || attempt.images.length === 0 ? 'failed' : 'completed';
  const outcome = attempt.message(kind, { ...(kind === 'failed' && { error: fault }), ...(reason && { reason }) });
  return { outcome, runtimeSuspect };
};
