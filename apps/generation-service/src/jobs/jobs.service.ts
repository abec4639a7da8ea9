import { AppError, notFound } from '@pingvas/errors';
import { leaseIdOf } from '@pingvas/queue';
import type { GenerationDb } from '../database.ts';
import type { Job } from './job.schema.ts';
import {
  cancelJob,
  countJobs,
  findJob,
  listJobs,
  listUnstarted,
  type CancelAnswer,
  type CancelRequest,
  type JobFilters,
  type JobPageRequest,
} from './jobs.repository.ts';
import type { ClearedQueue } from '../queue/queue.schema.ts';
import type { ShowImages } from './job-image.view.ts';
import { withPositions, type ReadJob, type ShowJob } from './show-jobs.ts';

export interface JobsParts {
  db: GenerationDb;
  showJob: ShowJob;
  showImages: ShowImages;
  announce: (userId: string) => void;
  wake: (gpuClass: string) => void;
  stopLease: (leaseId: string) => Promise<void>;
}

/** What a cancel came to: 200 with the cancelled job, or 202 with one that was asked to stop. */
interface CancelledJob {
  job: Job;
  accepted: 'cancelled' | 'requested';
}

/** More than any queue may hold by plan; who has more clears again. */
const MAX_CLEARED = 1_000;

/** A user's jobs: read and cancelled. Another user's are not there. */
export interface JobsService {
  /** @throws AppError NOT_FOUND */
  get(userId: string, jobId: string): Promise<Job>;
  list(userId: string, request: JobPageRequest): Promise<ReadJob[]>;
  count(userId: string, filters: JobFilters): Promise<number>;
  show: ShowJob;
  /** @throws AppError NOT_FOUND, JOB_NOT_CANCELLABLE for one that has ended otherwise */
  cancel(userId: string, jobId: string, reason: string): Promise<CancelledJob>;
  /** Cancels what was to start by now on behalf of the system; nothing happens to a job that has started or ended. */
  cancelUnstarted(userId: string, jobId: string, reason: string): Promise<void>;
  /** Cancels everything that waits. One that starts meanwhile runs on. */
  clear(userId: string): Promise<ClearedQueue>;
}

export function createJobsService(parts: JobsParts): JobsService {
  const { db } = parts;
  const read = async (userId: string, jobId: string): Promise<ReadJob> => {
    const found = await db.withUser(userId, async (tx) => {
      const job = await findJob(tx, jobId);
      return job && (await withPositions(tx, userId, [job]));
    });
    const [job] = found ?? [];
    if (!job) throw notFound();
    return job;
  };
  const get = async (userId: string, jobId: string): Promise<Job> => parts.showJob(await read(userId, jobId));

  /** The images go into the terminal event; only a job that has run before can have some. */
  const cancelAs = async (userId: string, request: Omit<CancelRequest, 'images'>): Promise<CancelAnswer | null> => {
    const job = await db.withUser(userId, (tx) => findJob(tx, request.jobId));
    if (!job) return null;
    const answer = await cancelJob(db, { ...request, images: await parts.showImages(job.images) });
    if (answer?.outcome === 'cancelled' || answer?.outcome === 'requested') await follow(userId, request.jobId, answer);
    return answer;
  };
  const follow = async (userId: string, jobId: string, { outcome, lease, gpu_class }: CancelAnswer): Promise<void> => {
    parts.announce(userId);
    if (lease > 0) await parts.stopLease(leaseIdOf({ job_id: jobId, lease }));
    if (outcome === 'cancelled' && gpu_class) parts.wake(gpu_class);
  };

  return {
    get,
    list: (userId, request) =>
      db.withUser(userId, async (tx) => withPositions(tx, userId, await listJobs(tx, request))),
    count: (userId, filters) => db.withUser(userId, (tx) => countJobs(tx, filters)),
    show: parts.showJob,
    async cancel(userId, jobId, reason) {
      const answer = await cancelAs(userId, { jobId, caller: userId, by: 'user', reason, onlyUnstarted: false });
      if (!answer) throw notFound();
      if (answer.outcome === 'refused') throw new AppError('JOB_NOT_CANCELLABLE', { job_status: answer.status });
      return { job: await get(userId, jobId), accepted: answer.outcome === 'requested' ? 'requested' : 'cancelled' };
    },
    async clear(userId) {
      const waiting = await db.withUser(userId, (tx) => listUnstarted(tx, userId, MAX_CLEARED));
      const cleared: ClearedQueue = { cancelled: 0, released_credits: 0 };
      for (const { id: jobId } of waiting) {
        const request = { jobId, caller: userId, by: 'user', reason: 'queue_cleared', onlyUnstarted: true } as const;
        const answer = await cancelAs(userId, request);
        if (answer?.outcome !== 'cancelled') continue;
        cleared.cancelled += 1;
        cleared.released_credits += answer.released ?? 0;
      }
      return cleared;
    },
    async cancelUnstarted(userId, jobId, reason) {
      await cancelAs(userId, { jobId, caller: null, by: 'system', reason, onlyUnstarted: true });
    },
  };
}
