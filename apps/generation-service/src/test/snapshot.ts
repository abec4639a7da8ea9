import { sql } from '@pingvas/db';
import type { Admin } from './admin.ts';

interface JobRow {
  status: string;
  lease: number;
  attempt: number;
  gpu_class: string;
  partial: boolean;
  warnings: { image_index: number; code: string }[];
  error_code: string | null;
  cancelled_by: string | null;
  cancel_reason: string | null;
  charged: number | null;
  released: number | null;
}

interface AttemptRow {
  attempt: number;
  lease: number;
  outcome: string | null;
  gpu_ms: number;
  charged_gpu_ms: number;
}

/** All that a job has left in the database, without times and ids: equal snapshots, equal effects. */
export interface Snapshot {
  job: JobRow | undefined;
  attempts: AttemptRow[];
  images: { index: number; key_ends: string }[];
  ledger: { type: string; available_change: number; held_change: number }[];
  /** Types of the job's events in order. */
  events: string[];
}

export async function snapshotOf(admin: Admin, jobId: string): Promise<Snapshot> {
  const [job] = await admin<JobRow>(sql`
    SELECT status, lease, attempt, gpu_class, partial, warnings, error_code, cancelled_by, cancel_reason, actual_credits AS charged,
      released_credits AS released FROM generation_jobs WHERE id = ${jobId}::uuid`);
  const attempts = await admin<AttemptRow>(sql`
    SELECT attempt, lease, outcome, gpu_ms, charged_gpu_ms FROM job_attempts WHERE job_id = ${jobId}::uuid ORDER BY attempt`);
  const images = await admin<Snapshot['images'][number]>(sql`
    SELECT index, split_part(key, '/', 4) AS key_ends FROM images WHERE job_id = ${jobId}::uuid ORDER BY index`);
  const ledger = await admin<Snapshot['ledger'][number]>(sql`
    SELECT type, available_change, held_change FROM credit_transactions
    WHERE reference_type = 'generation_job' AND reference_id = ${jobId} ORDER BY seq`);
  const events = await admin<{ type: string }>(
    sql`SELECT type FROM account_events WHERE job_id = ${jobId}::uuid ORDER BY seq`,
  );
  return { job, attempts, images, ledger, events: events.map((event) => event.type) };
}
