import { leaseIdOf, type LeasePayload } from '@pingvas/queue';
import type { EndedLeases } from '../leases/ended-leases.ts';
import type { LeaseMetrics } from '../leases/lease-metrics.ts';
import { runLease } from '../leases/lease-runner.ts';
import { lostLease } from '../leases/lost-lease.ts';
import type { StopSignal } from '../leases/stop-signal.ts';
import type { Tools } from '../leases/work.ts';
import type { ClaimLease } from './claim-lease.ts';

type Options = {
  readonly tools: Tools;
  readonly claim: ClaimLease;
  readonly ended: EndedLeases;
  readonly metrics: LeaseMetrics;
};

/** Brings one lease to its end: runs it if nobody has begun it before, else says how that came out. */
export type ProcessLease = (lease: LeasePayload, stop: StopSignal) => Promise<void>;

export const createProcessLease =
  ({ tools, claim, ended, metrics }: Options): ProcessLease =>
  async (lease, stop) => {
    const known = ended.find(leaseIdOf(lease));
    if (known) return tools.outcomes.put(known);
    const answer = await claim(lease, stop.signal);
    // Redis never answered: the lease is not begun, and the scheduler will miss it.
    if (!answer) return;
    if (!answer.claimed) return tools.outcomes.put(lostLease(lease, tools.workerId));
    if (answer.cancelled) stop.stop('cancel');
    const outcome = await runLease(tools, lease, stop);
    ended.remember(outcome);
    metrics.ended(outcome);
  };
