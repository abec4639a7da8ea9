import type { LeasePayload, Outcome } from '@pingvas/queue';
import { createAttempt } from './attempt.ts';
import { faultOf } from './fault.ts';

/**
 * The end of a lease that an earlier life of this worker had begun and not ended: what ran is lost with that life, and a
 * lease is never run twice, so the job needs another start.
 */
export const lostLease = (lease: LeasePayload, workerId: string): Outcome =>
  createAttempt({ lease, workerId, startedAt: new Date() }).message('failed', {
    error: faultOf('WORKER_LOST', { retryable: true }),
  });
