import { sql } from '@pingvas/db';
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

/** Leases jobs of one GPU class to idle workers in one statement, one run at a time over all replicas. */
export async function leaseJobs(db: GenerationDb, request: LeaseRequest): Promise<CommittedLease[]> {
  const { gpuClass, workerIds, maxLeases } = request;
  const [row] = await db.statement<{ leases: CommittedLease[] }>(
    sql`SELECT schedule_class(${gpuClass}, ${workerIds}::uuid[], ${maxLeases}) AS leases`,
  );
  return row?.leases ?? [];
}
