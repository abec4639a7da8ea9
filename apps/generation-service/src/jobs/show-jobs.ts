import { wireTime } from '@pingvas/http';
import type { Capacity } from '../capacity/capacity.ts';
import type { GenerationTx } from '../database.ts';
import type { ProgressBoard } from '../streams/progress-board.ts';
import type { ShowImages } from './job-image.view.ts';
import type { JobRecord } from './job-record.ts';
import type { Job } from './job.schema.ts';
import { jobView } from './job.view.ts';
import { queuePositions, type JobWithImages } from './jobs.repository.ts';

/** A job's row and where it stands in the queue, as read in one transaction. */
export interface ReadJob {
  job: JobWithImages;
  ahead: { jobs: number; seconds: number } | null;
}

/** Adds to jobs what only other rows know: their place in the queue. */
export async function withPositions(
  tx: GenerationTx,
  userId: string,
  jobs: readonly JobWithImages[],
): Promise<ReadJob[]> {
  const waiting = jobs.filter((job) => job.status === 'pending').map((job) => job.id);
  const positions = await queuePositions(tx, userId, waiting);
  return jobs.map((job) => ({ job, ahead: positions.get(job.id) ?? null }));
}

export interface ShowJobsParts {
  showImages: ShowImages;
  progress: ProgressBoard;
  capacity: Capacity;
}

/** Shows jobs with fresh links, their progress and their place in the queue. */
export type ShowJob = (read: ReadJob) => Promise<Job>;

export const createShowJob =
  ({ showImages, progress, capacity }: ShowJobsParts): ShowJob =>
  async ({ job, ahead }) =>
    jobView(job, {
      images: await showImages(job.images),
      queue: queueOf(job, ahead, capacity.workersOf(job.gpuClass ?? '')),
      progress: job.status === 'processing' ? progressOf(job, progress) : null,
    });

/** GPU-seconds ahead, shared by the workers of the class; one is taken as coming when there is none. */
export const waitSeconds = (aheadSeconds: number, workers: number): number =>
  Math.ceil(aheadSeconds / Math.max(1, workers));

function queueOf(job: JobRecord, ahead: ReadJob['ahead'], workers: number): Job['queue'] {
  if (job.status !== 'pending' && job.status !== 'queued') return null;
  const estimated_wait_seconds = waitSeconds(ahead?.seconds ?? 0, workers);
  return {
    position: ahead?.jobs ?? 0,
    estimated_wait_seconds,
    estimated_start_at: wireTime(new Date(Date.now() + estimated_wait_seconds * 1_000)),
  };
}

const UNHEARD = { percent: 0, step: 0, total_steps: 0, stage: 'loading_model', image_index: 0 };

function progressOf(job: JobRecord, board: ProgressBoard): NonNullable<Job['progress']> {
  const heard = board.of(job.id, job.lease);
  if (!heard) return UNHEARD;
  const { percent, step, total_steps, stage, image_index } = heard;
  return { percent, step, total_steps, stage, image_index };
}
