import { AppError, notFound } from '@pingvas/errors';
import { leaseIdOf } from '@pingvas/queue';
import type { GenerationDb } from '../database.ts';
import type { ClearedQueue } from '../queue/queue.schema.ts';
import type { ShowImages } from './job-image.view.ts';
import { cancelJob, findJob, listUnstarted, type CancelAnswer, type CancelRequest } from './jobs.repository.ts';

/** What a cancel came to: the job has ended, or it runs and was asked to stop. */
type Cancelled = 'cancelled' | 'requested';

/** More than any queue may hold by plan; who has more clears again. */
const MAX_CLEARED = 1_000;

/** Ends jobs before their time. Another user's are not there. */
export interface Cancelling {
  /** @throws AppError NOT_FOUND, JOB_NOT_CANCELLABLE for one that has ended otherwise */
  cancel(userId: string, jobId: string, reason: string): Promise<Cancelled>;
  /** Cancels what was to start by now on behalf of the system; nothing happens to a job that has started or ended. */
  cancelUnstarted(userId: string, jobId: string, reason: string): Promise<void>;
  /** Cancels everything that waits. One that starts meanwhile runs on. */
  clear(userId: string): Promise<ClearedQueue>;
}

export interface CancellingParts {
  db: GenerationDb;
  showImages: ShowImages;
  announce: (userId: string) => void;
  wake: (gpuClass: string) => void;
  stopLease: (leaseId: string) => Promise<void>;
}

export function createCancelling(parts: CancellingParts): Cancelling {
  const { db } = parts;
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
    async cancel(userId, jobId, reason) {
      const answer = await cancelAs(userId, { jobId, caller: userId, by: 'user', reason, onlyUnstarted: false });
      if (!answer) throw notFound();
      if (answer.outcome === 'refused') throw new AppError('JOB_NOT_CANCELLABLE', { job_status: answer.status });
      return answer.outcome === 'requested' ? 'requested' : 'cancelled';
    },
    async cancelUnstarted(userId, jobId, reason) {
      await cancelAs(userId, { jobId, caller: null, by: 'system', reason, onlyUnstarted: true });
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
  };
}
