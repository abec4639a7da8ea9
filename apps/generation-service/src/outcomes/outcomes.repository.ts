import { sql } from '@pingvas/db';
import type { GenerationDb } from '../database.ts';

/** What `job_outcome_apply` answers (its comment in the migration is the contract). */
export interface AppliedOutcome {
  applied: boolean;
  status: string | null;
  gpu_class?: string;
  user_id?: string;
}

/** Applies one outcome, with its images as the API shows them, in one statement. */
export async function applyOutcome(db: GenerationDb, outcome: object): Promise<AppliedOutcome> {
  const [row] = await db.statement<{ answer: AppliedOutcome }>(
    sql`SELECT job_outcome_apply(${JSON.stringify(outcome)}::jsonb) AS answer`,
  );
  if (!row) throw new Error('a function answers with one row');
  return row.answer;
}
