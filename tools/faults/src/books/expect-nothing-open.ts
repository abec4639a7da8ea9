import { sql } from '@pingvas/db';
import { expect } from 'vitest';
import type { StandDatabase } from '../stand/database.ts';

/** When every job has ended: no lease, no slot, no hold, no place in a queue, a log without gaps, and a ledger that sums to zero. */
export const expectNothingOpen = async ({ admin }: StandDatabase): Promise<void> => {
  const [left] = await admin(sql`
    SELECT (SELECT count(*)::int FROM generation_jobs WHERE completed_at IS NULL) AS jobs,
      (SELECT count(*)::int FROM generation_jobs WHERE worker_id IS NOT NULL OR retry_at IS NOT NULL) AS leases,
      (SELECT count(*)::int FROM job_attempts WHERE ended_at IS NULL) AS attempts,
      (SELECT count(*)::int FROM user_running WHERE running <> 0 OR open_entries <> 0) AS slots,
      (SELECT count(*)::int FROM flows WHERE pending_jobs <> 0 OR pending_seconds <> 0 OR head_job_id IS NOT NULL OR eligible) AS flows,
      (SELECT count(*)::int FROM account_event_counters c
        WHERE c.last_seq <> (SELECT count(*) FROM account_events e WHERE e.user_id = c.user_id)) AS gaps,
      (SELECT count(*)::int FROM credit_holds WHERE closed_at IS NULL) AS holds,
      (SELECT COALESCE(sum(held), 0)::int FROM credits) AS held,
      (SELECT COALESCE(sum(amount), 0)::int FROM credit_entries) AS ledger,
      credit_drift()::int AS drift`);
  expect(left).toEqual({
    jobs: 0,
    leases: 0,
    attempts: 0,
    slots: 0,
    flows: 0,
    gaps: 0,
    holds: 0,
    held: 0,
    ledger: 0,
    drift: 0,
  });
};
