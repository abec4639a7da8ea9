import { sql } from '@pingvas/db';
import { onEventsAnnounced } from '@pingvas/events';
import { startSchedule, type ScheduledWork } from '@pingvas/schedule';
import { outcomeQueue, startWorker, subscribeProgress, subscribeSchedule } from '@pingvas/queue';
import type { Dependencies } from './dependencies.ts';
import { findJob } from './jobs/jobs.repository.ts';
import { createOutcomeHandler } from './outcomes/handle-outcome.ts';
import { readLoad } from './queue/queue.repository.ts';
import { createProgressGate } from './streams/progress-gate.ts';
import { createProgressRelay } from './streams/relay-progress.ts';
import { sweepDeadlines } from './sweeps/sweep-deadlines.ts';
import { sweepLeases } from './sweeps/sweep-leases.ts';
import { dropOldAnswers } from './sweeps/sweeps.repository.ts';

/** What works besides requests; `close` stops intake first, then waits for what runs. */
export interface Background {
  close(): Promise<void>;
}

/** Starts outcomes, wake-ups, sweeps and gauges. */
export async function startBackground(parts: Dependencies): Promise<Background> {
  const { blocking, config, db, logger, subscriber } = parts.clients;
  const relay = createProgressRelay({ board: parts.progress, gate: createProgressGate(db), hub: parts.hub });
  await subscribeProgress(subscriber, (progress) => void relay(progress));
  await subscribeSchedule(subscriber, (gpuClass) => parts.scheduler.wake(gpuClass));
  await onEventsAnnounced(subscriber, (userId) => parts.hub.wake(userId));
  const outcomes = startWorker(
    outcomeQueue,
    {
      outcome: createOutcomeHandler({
        db,
        gpuClasses: config.GPU_CLASSES,
        showImages: parts.showImages,
        metrics: parts.metrics,
        ...parts.signals,
      }),
    },
    { connection: blocking, logger, concurrency: config.OUTCOME_CONCURRENCY },
  );
  const schedule = startSchedule(sweepsOf(parts), parts.clients);
  return {
    async close() {
      await Promise.all([parts.scheduler.close(), outcomes.close(), schedule.close()]);
    },
  };
}

function sweepsOf(parts: Dependencies): ScheduledWork[] {
  const { config, db, logger, producer, redis, registry } = parts.clients;
  const { announce, stopLease, wake } = parts.signals;
  const storedImages = async (jobId: string): Promise<readonly unknown[]> => {
    const job = await db.withSystem((tx) => findJob(tx, jobId));
    return parts.showImages(job?.images ?? []);
  };
  const leases = {
    db,
    redis,
    logger,
    producer,
    registry,
    stopLease,
    storedImages,
    onEnded: ({ gpu_class, user_id }: { gpu_class?: string; user_id?: string }) => {
      if (user_id) announce(user_id);
      if (gpu_class) wake(gpu_class);
    },
  };
  return [
    { name: 'leases', everyMs: 5_000, run: () => sweepLeases(leases) },
    { name: 'deadlines', everyMs: 1_000, run: () => sweepDeadlines(db, parts.cancelling) },
    { name: 'load', everyMs: 2_000, run: async () => parts.metrics.load(await readLoad(db, config.GPU_CLASSES)) },
    { name: 'answers', everyMs: 600_000, run: () => dropOldAnswers(db) },
    { name: 'event partitions', everyMs: 3_600_000, run: () => db.statement(sql`SELECT events_maintain()::text`) },
  ];
}
