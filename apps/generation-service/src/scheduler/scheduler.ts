import type { WorkerRegistry } from '@pingvas/queue';
import type { Logger } from '@pingvas/logger';
import type { GenerationDb } from '../database.ts';
import type { HandOut } from './hand-out.ts';
import { leaseJobs, type CommittedLease } from './leases.repository.ts';

const POLL_MS = 1_000;
/** Leases a run: one transaction stays short, and other replicas get their turn. */
const LEASES_PER_RUN = 32;

/**
 * Leases waiting jobs to idle workers: no worker, no lease, no lead. However often it is woken, one run at a time happens here and
 * one is pending at most; a poll each second is the net for wake-ups that were lost.
 */
export interface Scheduler {
  /** Something of this class may be leased now. */
  wake(gpuClass: string): void;
  /** Stops the poll and waits for the run. */
  close(): Promise<void>;
}

export interface SchedulerParts {
  db: GenerationDb;
  registry: WorkerRegistry;
  handOut: HandOut;
  /** Told after each run that leased something. */
  onLeased: (leases: readonly CommittedLease[]) => void;
  gpuClasses: readonly string[];
  logger: Logger;
}

export function createScheduler(parts: SchedulerParts): Scheduler {
  const due = new Set<string>();
  let running: Promise<void> | undefined;

  const runAll = async (): Promise<void> => {
    for (const gpuClass of due) {
      due.delete(gpuClass);
      if (await runClass(parts, gpuClass)) due.add(gpuClass);
    }
  };
  const start = (): void => {
    running ??= runAll()
      .catch((error: unknown) => parts.logger.warn({ err: error }, 'scheduling run failed, the poll repeats it'))
      .finally(() => {
        running = undefined;
      });
  };
  const wake = (gpuClass: string): void => {
    if (!parts.gpuClasses.includes(gpuClass)) return;
    due.add(gpuClass);
    start();
  };
  const timer = setInterval(() => parts.gpuClasses.forEach(wake), POLL_MS);
  timer.unref();

  return {
    wake,
    async close() {
      clearInterval(timer);
      due.clear();
      await running;
    },
  };
}

/** @returns whether it leased as much as one run may, so that another should follow at once */
async function runClass({ db, registry, handOut, onLeased }: SchedulerParts, gpuClass: string): Promise<boolean> {
  const workers = await registry.listWorkers();
  const idle = workers.filter((worker) => worker.state === 'idle' && worker.gpu_classes.includes(gpuClass));
  if (idle.length === 0) return false;
  const workerIds = idle.map((worker) => worker.id);
  const leases = await leaseJobs(db, { gpuClass, workerIds, maxLeases: LEASES_PER_RUN });
  await handOut(leases);
  if (leases.length > 0) onLeased(leases);
  return leases.length === LEASES_PER_RUN;
}
