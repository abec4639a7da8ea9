import { sql } from '@pingvas/db';
import { expect } from 'vitest';
import type { Admin } from './admin.ts';

/** Rows that say something else than the jobs they are about; none in health. */
const CONTRADICTIONS = sql`
  SELECT 'flow ' || f.gpu_class || ' ' || f.priority_class AS what, f.user_id FROM flows f
    CROSS JOIN LATERAL (SELECT count(*) AS jobs, COALESCE(sum(j.estimated_seconds), 0) AS seconds FROM generation_jobs j
      WHERE j.user_id = f.user_id AND j.gpu_class = f.gpu_class AND j.priority_class = f.priority_class AND j.status = 'pending') waiting
    CROSS JOIN LATERAL (SELECT (SELECT j.id FROM generation_jobs j WHERE j.user_id = f.user_id AND j.gpu_class = f.gpu_class
      AND j.priority_class = f.priority_class AND j.status = 'pending' ORDER BY j.place LIMIT 1) AS job_id) head
    JOIN user_running r ON r.user_id = f.user_id
    WHERE f.pending_jobs <> waiting.jobs OR f.pending_seconds <> waiting.seconds OR f.head_job_id IS DISTINCT FROM head.job_id
      OR f.eligible <> (head.job_id IS NOT NULL AND r.running < r.running_limit)
  UNION ALL
  SELECT 'waiting job without a flow', j.user_id FROM generation_jobs j WHERE j.status = 'pending' AND NOT EXISTS (SELECT 1 FROM flows f
    WHERE f.user_id = j.user_id AND f.gpu_class = j.gpu_class AND f.priority_class = j.priority_class)
  UNION ALL
  SELECT 'running count', r.user_id FROM user_running r
    WHERE r.running <> (SELECT count(*) FROM generation_jobs j WHERE j.user_id = r.user_id AND j.status IN ('queued', 'processing'))
      OR r.open_entries <> (SELECT count(*) FROM generation_jobs j WHERE j.user_id = r.user_id AND j.completed_at IS NULL)
  UNION ALL
  SELECT 'held credits', c.user_id FROM credits c WHERE c.held <> (SELECT COALESCE(sum(j.estimated_credits), 0) FROM generation_jobs j
    WHERE j.user_id = c.user_id AND j.completed_at IS NULL)
  UNION ALL
  SELECT 'charge of job ' || j.id, j.user_id FROM generation_jobs j
    WHERE j.completed_at IS NOT NULL AND j.actual_credits + j.released_credits <> j.estimated_credits
  UNION ALL
  SELECT 'stored images of job ' || j.id, j.user_id FROM generation_jobs j
    WHERE j.status = 'completed' AND j.partial <> ((SELECT count(*) FROM images i WHERE i.job_id = j.id) < j.num_images)
  UNION ALL
  SELECT 'log', c.user_id FROM account_event_counters c
    WHERE c.last_seq <> (SELECT count(*) FROM account_events e WHERE e.user_id = c.user_id)
  UNION ALL
  SELECT 'terminal events of job ' || j.id, j.user_id FROM generation_jobs j
    WHERE (SELECT count(*) FROM account_events e WHERE e.job_id = j.id AND e.type IN ('job.completed', 'job.failed', 'job.cancelled'))
      <> (j.completed_at IS NOT NULL)::int
  UNION ALL
  SELECT 'storage', u.user_id FROM storage_usage u
    WHERE u.images_bytes <> (SELECT COALESCE(sum(i.file_size_bytes), 0) FROM images i WHERE i.user_id = u.user_id)`;

/** Flows, running counts, holds, events and storage agree with the jobs, and the ledger with itself. */
export async function expectSoundBooks(admin: Admin): Promise<void> {
  expect(await admin(CONTRADICTIONS)).toEqual([]);
  expect(await admin(sql`SELECT credit_drift()::int AS drift`)).toEqual([{ drift: 0 }]);
}

/** How many rows a create could have written. */
export async function countRows(admin: Admin): Promise<Record<string, number>> {
  const [counts] = await admin<Record<string, number>>(sql`
    SELECT (SELECT count(*)::int FROM generation_jobs) AS jobs, (SELECT count(*)::int FROM credit_transactions) AS ledger,
      (SELECT count(*)::int FROM credit_entries) AS entries, (SELECT count(*)::int FROM credit_holds) AS holds,
      (SELECT count(*)::int FROM account_events) AS events, (SELECT count(*)::int FROM idempotency_keys) AS answers,
      (SELECT count(*)::int FROM flows) AS flows, (SELECT count(*)::int FROM user_running) AS running`);
  return counts ?? {};
}
