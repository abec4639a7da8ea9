import { PLANS, PRICE_VERSION } from '@pingvas/plans';
import type { Client } from 'pg';

const upsertPlans = `
  INSERT INTO plans (plan_type, monthly_credits, running_jobs, queue_size, priority, storage_bytes, version)
  SELECT plan_type, monthly_credits, running_jobs, queue_size, priority, storage_bytes, $2
  FROM jsonb_to_recordset($1) AS figures (plan_type text, monthly_credits int, running_jobs int, queue_size int, priority int, storage_bytes bigint)
  ON CONFLICT (plan_type) DO UPDATE SET monthly_credits = EXCLUDED.monthly_credits, running_jobs = EXCLUDED.running_jobs,
    queue_size = EXCLUDED.queue_size, priority = EXCLUDED.priority, storage_bytes = EXCLUDED.storage_bytes, version = EXCLUDED.version`;

/** Writes the figures that SQL functions decide by from the table of plans in code; in one statement, so nobody sees half of it. */
export async function syncReference(client: Client): Promise<void> {
  const figures = Object.entries(PLANS).map(([planType, { monthlyCredits, limits }]) => ({
    plan_type: planType,
    monthly_credits: monthlyCredits,
    running_jobs: limits.running_jobs,
    queue_size: limits.queue_size,
    priority: limits.priority,
    storage_bytes: limits.storage_bytes,
  }));
  await client.query(upsertPlans, [JSON.stringify(figures), PRICE_VERSION]);
}
