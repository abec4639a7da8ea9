import { leaseIdOf, type LeasePayload, type WorkerPresence } from '@pingvas/queue';
import type { EndedLeases } from '../leases/ended-leases.ts';
import type { LeaseMetrics } from '../leases/lease-metrics.ts';
import { runLease } from '../leases/lease-runner.ts';
import { lostLease } from '../leases/lost-lease.ts';
import { createStopSignal, type StopReason, type StopSignal } from '../leases/stop-signal.ts';
import type { Tools } from '../leases/work.ts';
import type { ClaimLease } from './claim-lease.ts';
import { startHeartbeat } from './heartbeat.ts';
import type { WorkerStatus } from './status.ts';

/** Over the run limit: stopping a run, storing and reporting take time too. */
const DEADLINE_MARGIN_MS = 300_000;

export type GpuWorker = {
  /** Waits for the runtime, then says that it takes leases. Resolves when it does, or is stopping. */
  open(): Promise<void>;
  /** Handles one lease from the queue; resolves when its end is reported. Never rejects. */
  handle(lease: LeasePayload): Promise<void>;
  /** Takes no more leases and ends the one at hand; its handler hands it back. */
  stop(reason: Exclude<StopReason, 'cancel'>): void;
};

type Options = {
  readonly tools: Tools;
  readonly status: WorkerStatus;
  readonly presence: WorkerPresence;
  readonly claim: ClaimLease;
  readonly ended: EndedLeases;
  readonly metrics: LeaseMetrics;
};

/**
 * One worker over its life: draining until the runtime is ready, idle, busy with one lease, idle again. Each new state is
 * written to the registry at once and repeated by the heartbeat, so a write that fails is made up for in five seconds.
 */
export const createGpuWorker = ({ tools, status, presence, claim, ended, metrics }: Options): GpuWorker => {
  const { gate, outcomes, cancels, logger } = tools;
  const stopping = new AbortController();
  const current = new Set<StopSignal>();

  const tell = async (): Promise<void> => {
    const record = status.record();
    const told = record.state === 'idle' ? presence.idle(record) : presence.put(record);
    await told.catch((error: unknown) => logger.warn({ err: error }, 'registry not written'));
  };

  /** From here on a lease may come at any await; then its end does what is left to do here. */
  const becomeFree = async (): Promise<void> => {
    if (current.size > 0) return;
    status.set('draining');
    if (!stopping.signal.aborted && !gate.isOpen()) await tell();
    const ready = await gate.pass(stopping.signal);
    if (current.size > 0) return;
    if (ready) status.set('idle');
    await tell();
  };

  const beat = async (): Promise<void> => {
    await Promise.all([cancels.check(), presenceBeat(), status.record().state === 'idle' && gate.probe()]);
    if (status.record().state === 'idle' && !gate.isOpen()) await becomeFree();
  };
  const presenceBeat = (): Promise<void> =>
    presence.put(status.record()).catch((error: unknown) => logger.warn({ err: error }, 'heartbeat not written'));
  const heartbeat = startHeartbeat(beat);
  stopping.signal.addEventListener('abort', () => heartbeat.stop(), { once: true });

  const end = async (lease: LeasePayload, stop: StopSignal): Promise<void> => {
    const known = ended.find(leaseIdOf(lease));
    if (known) return outcomes.put(known);
    const answer = await claim(lease, stop.signal);
    if (!answer) return;
    if (answer.cancelled) stop.stop('cancel');
    if (!answer.claimed) return outcomes.put(lostLease(lease, tools.workerId));
    const outcome = await runLease(tools, lease, stop);
    ended.remember(outcome);
    metrics.ended(outcome);
  };

  return {
    open: becomeFree,
    async handle(lease) {
      const stop = createStopSignal();
      current.add(stop);
      if (stopping.signal.aborted) stop.stop('shutdown');
      status.setBusy(lease, performance.now() + lease.run_limit_seconds * 1000 + DEADLINE_MARGIN_MS);
      try {
        await end(lease, stop);
        await outcomes.flush();
      } finally {
        current.delete(stop);
      }
      // The runtime may need a while; the queue is not kept waiting for it.
      if (gate.isOpen()) await becomeFree();
      else void becomeFree();
    },
    stop(reason) {
      stopping.abort();
      if (current.size === 0) status.set('draining');
      void tell();
      for (const stop of current) stop.stop(reason);
    },
  };
};
