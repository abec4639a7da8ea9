import { newId, wireTime } from '@pingvas/http';
import type { JobProgress } from '@pingvas/queue';

const MAX_JOBS = 5_000;

/**
 * The latest progress of each running job. Workers tell all replicas, so none needs to ask another. Jobs that were not heard of
 * for longest are forgotten first.
 */
export interface ProgressBoard {
  put(progress: JobProgress): void;
  /** The latest word of this lease; null when it said nothing yet or another lease spoke last. */
  of(jobId: string, lease: number): JobProgress | null;
}

export function createProgressBoard(): ProgressBoard {
  const latest = new Map<string, JobProgress>();
  return {
    put(progress) {
      latest.delete(progress.job_id);
      latest.set(progress.job_id, progress);
      const [oldest] = latest.keys();
      if (latest.size > MAX_JOBS && oldest !== undefined) latest.delete(oldest);
    },
    of(jobId, lease) {
      const progress = latest.get(jobId);
      return progress?.lease === lease ? progress : null;
    },
  };
}

/** The transient event of a progress message; it has no place in the log. */
export const progressEnvelope = (progress: JobProgress, clientRef: string | null): string => {
  const { attempt, stage, image_index, num_images, step, total_steps, percent } = progress;
  const { preview_data_url, elapsed_seconds, remaining_seconds } = progress;
  return JSON.stringify({
    v: 1,
    id: newId(),
    seq: null,
    type: 'job.progress',
    timestamp: wireTime(new Date()),
    job_id: progress.job_id,
    batch_id: null,
    client_ref: clientRef,
    data: {
      attempt,
      stage,
      image_index,
      num_images,
      step,
      total_steps,
      percent,
      preview_data_url,
      elapsed_seconds,
      remaining_seconds,
    },
  });
};
