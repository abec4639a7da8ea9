import type { Metrics } from '@pingvas/metrics';
import type { ClassLoad } from '../queue/queue.repository.ts';

/** What the autoscaler and the dashboards read of the queue. */
export interface GenerationMetrics {
  load(classes: readonly ClassLoad[]): void;
  created(): void;
  leased(count: number): void;
  outcome(kind: string, applied: boolean): void;
}

export function createGenerationMetrics(metrics: Metrics): GenerationMetrics {
  const waiting = metrics.gauge({
    name: 'generation_waiting_gpu_seconds',
    help: 'Estimated GPU-seconds of standard jobs that wait; the scaler adds workers by it',
    labelNames: ['gpu_class'],
  });
  const running = metrics.gauge({
    name: 'generation_running_jobs',
    help: 'Jobs that are leased or run; workers are not scaled in below it',
    labelNames: ['gpu_class'],
  });
  const created = metrics.counter({ name: 'generation_jobs_created_total', help: 'Jobs accepted' });
  const leases = metrics.counter({ name: 'generation_leases_total', help: 'Leases given to workers' });
  const outcomes = metrics.counter({
    name: 'generation_outcomes_total',
    help: 'Outcome messages of workers; not applied: late ones of leases that were lost',
    labelNames: ['kind', 'applied'],
  });
  return {
    load(classes) {
      for (const { gpuClass, runningJobs, waitingSeconds } of classes) {
        waiting.set({ gpu_class: gpuClass }, waitingSeconds);
        running.set({ gpu_class: gpuClass }, runningJobs);
      }
    },
    created: () => created.inc(),
    leased: (count) => leases.inc(count),
    outcome: (kind, applied) => outcomes.inc({ kind, applied: String(applied) }),
  };
}
