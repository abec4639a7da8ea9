import type { Metrics } from '@pingvas/metrics';
import type { Outcome } from '@pingvas/queue';

export type LeaseMetrics = { ended(outcome: Outcome): void };

const millisecondsOf = {
  gpu: 'gpu_ms',
  model_load: 'model_load_ms',
  cold_start: 'cold_start_ms',
  upload: 'upload_ms',
} as const;

/** How leases ended at this worker, and where their time went. */
export const createLeaseMetrics = (metrics: Metrics): LeaseMetrics => {
  const leases = metrics.counter({
    name: 'worker_leases_total',
    help: 'Leases that ended, by their last outcome',
    labelNames: ['gpu_class', 'outcome', 'error'] as const,
  });
  const images = metrics.counter({ name: 'worker_images_total', help: 'Images stored', labelNames: ['gpu_class'] });
  const seconds = metrics.counter({
    name: 'worker_seconds_total',
    help: 'Time of leases by what it was spent on',
    labelNames: ['gpu_class', 'part'] as const,
  });
  return {
    ended(outcome) {
      const { gpu_class } = outcome;
      leases.inc({ gpu_class, outcome: outcome.kind, error: outcome.error?.code ?? '' });
      images.inc({ gpu_class }, outcome.images.length);
      for (const [part, member] of Object.entries(millisecondsOf))
        seconds.inc({ gpu_class, part }, outcome[member] / 1000);
    },
  };
};
