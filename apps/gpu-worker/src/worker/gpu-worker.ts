import type { LeasePayload } from '@pingvas/queue';
import { createStopSignal, type StopReason, type StopSignal } from '../leases/stop-signal.ts';
import type { Tools } from '../leases/work.ts';
import type { Announcer } from './announcer.ts';
import { startHeartbeat } from './heartbeat.ts';
import type { ProcessLease } from './process-lease.ts';
import type { WorkerStatus } from './status.ts';

/** Over the run limit: waiting for the runtime, stopping a run, storing and reporting take time too. */
const DEADLINE_MARGIN_MS = 300_000;

export type GpuWorker = {
  /** Waits for the runtime, then says that it takes leases. Resolves when it does, or is stopping. */
  open(): Promise<void>;
  /** Handles one lease from the queue; resolves when its end is reported. */
  handle(lease: LeasePayload): Promise<void>;
  /** Wants no more leases and ends the one at hand, whose handler hands it back. */
  stop(reason: Exclude<StopReason, 'cancel'>): void;
  /** Ends the heartbeat. */
  close(): void;
};

type Options = {
  readonly tools: Pick<Tools, 'gate' | 'outcomes' | 'cancels'>;
  readonly status: WorkerStatus;
  readonly announcer: Announcer;
  readonly processLease: ProcessLease;
};

/**
 * One worker over its life: draining until the runtime is ready, idle, busy with one lease, idle again. Each new state is
 * written to the registry at once and repeated by the heartbeat, so a write that fails is made up for in five seconds.
 */
export const createGpuWorker = ({ tools, status, announcer, processLease }: Options): GpuWorker => {
  const { gate, outcomes, cancels } = tools;
  const stopping = new AbortController();
  let current: StopSignal | null = null;

  const becomeFree = async (): Promise<void> => {
    status.set('draining');
    if (!gate.isOpen()) await announcer.tell();
    const ready = await gate.pass(stopping.signal);
    // A lease that came meanwhile ends by doing this itself.
    if (current) return;
    if (ready) status.set('idle');
    await announcer.tell();
  };

  const heartbeat = startHeartbeat(async () => {
    const isIdle = status.record().state === 'idle';
    await Promise.all([cancels.check(), announcer.renew(), isIdle && gate.probe()]);
    // Not awaited: the heart goes on beating while the runtime is away.
    if (status.record().state === 'idle' && !gate.isOpen()) void becomeFree();
  });

  return {
    open: becomeFree,
    async handle(lease) {
      const stop = createStopSignal();
      current = stop;
      if (stopping.signal.aborted) stop.stop('shutdown');
      status.setBusy(lease, performance.now() + lease.run_limit_seconds * 1000 + DEADLINE_MARGIN_MS);
      try {
        await processLease(lease, stop);
        await outcomes.flush();
      } finally {
        current = null;
      }
      // The queue is not kept waiting for a runtime that may need a while.
      if (gate.isOpen()) await becomeFree();
      else void becomeFree();
    },
    stop(reason) {
      stopping.abort();
      if (!current) status.set('draining');
      current?.stop(reason);
      void announcer.tell();
    },
    close: () => heartbeat.stop(),
  };
};
