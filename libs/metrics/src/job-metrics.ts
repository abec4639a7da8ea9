import type { Metrics } from './create-metrics.ts';

const WAIT_BUCKETS_SECONDS = [0.005, 0.05, 0.25, 1, 5, 15, 60, 300, 900, 3600];
const RUN_BUCKETS_SECONDS = [0.01, 0.05, 0.25, 1, 2.5, 5, 10, 20, 30, 60, 120, 300, 600];

export interface JobRun {
  /** Ends the run; the first call counts. */
  end: (outcome: 'completed' | 'failed') => void;
}

/** Counts and times the work of queues: every handler is wrapped by it once. */
export interface JobMetrics {
  /** @param waitedMs from being put into the queue to its start */
  start: (queue: string, job: string, waitedMs: number) => JobRun;
  stalled: (queue: string) => void;
}

export function createJobMetrics(metrics: Metrics): JobMetrics {
  const labelNames = ['queue', 'job'] as const;
  const total = metrics.counter({
    name: 'queue_jobs_total',
    help: 'Jobs that ended',
    labelNames: [...labelNames, 'outcome'] as const,
  });
  const active = metrics.gauge({ name: 'queue_jobs_active', help: 'Jobs being worked on', labelNames });
  const wait = metrics.histogram({
    name: 'queue_job_wait_seconds',
    help: 'Time a job waited in its queue',
    labelNames,
    buckets: WAIT_BUCKETS_SECONDS,
  });
  const duration = metrics.histogram({
    name: 'queue_job_duration_seconds',
    help: 'Time a job was worked on',
    labelNames: [...labelNames, 'outcome'] as const,
    buckets: RUN_BUCKETS_SECONDS,
  });
  const stalls = metrics.counter({
    name: 'queue_jobs_stalled_total',
    help: 'Jobs whose lock was lost',
    labelNames: ['queue'],
  });
  return {
    start: (queue, job, waitedMs) => {
      const startedAt = performance.now();
      active.inc({ queue, job });
      wait.observe({ queue, job }, waitedMs / 1000);
      return once((outcome) => {
        active.dec({ queue, job });
        total.inc({ queue, job, outcome });
        duration.observe({ queue, job, outcome }, (performance.now() - startedAt) / 1000);
      });
    },
    stalled: (queue) => stalls.inc({ queue }),
  };
}

function once(end: JobRun['end']): JobRun {
  let ended = false;
  return {
    end: (outcome) => {
      if (!ended) end(outcome);
      ended = true;
    },
  };
}
