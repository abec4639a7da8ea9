import type { LeasePayload } from '@pingvas/queue';
import type { GenerationDb } from '../database.ts';

/** A lease as it was committed: which worker gets what. */
export interface CommittedLease {
  worker_id: string;
  payload: LeasePayload;
}

export interface LeaseRequest {
  gpuClass: string;
  /** Workers that say they are idle. */
  workerIds: readonly string[];
  maxLeases: number;
}

/**
 * Leases jobs of one GPU class to idle workers, one run at a time over all replicas. The lock is a statement of its own: the
 * leases are then chosen on what the run before has committed. Waits 2 s for it at most.
 */
export const leaseJobs = (
  db: GenerationDb,
  { gpuClass, workerIds, maxLeases }: LeaseRequest,
): Promise<CommittedLease[]> =>
  db.withSystem(async (tx) => {
    await tx.$executeRaw`
      SELECT set_config('lock_timeout', '2s', true), pg_advisory_xact_lock(hashtextextended('schedule ' || ${gpuClass}, 0))`;
    const [row] = await tx.$queryRaw<{ leases: CommittedLease[] }[]>`
      SELECT schedule_class(${gpuClass}, ${workerIds}::uuid[], ${maxLeases}) AS leases`;
    return row?.leases ?? [];
  });
