import { toNumber } from '@pingvas/db';
import type { PaymentTx } from '../database.ts';

/** Figures over all users that are zero in health. */
export interface Findings {
  ledgerDriftCredits: number;
  holdsWithoutJob: number;
  jobsWithoutHold: number;
  providerMismatches: number;
  objectsWithoutRow: number;
}

const OPEN = ['pending', 'queued', 'processing'];

/** Disagreement between entries, balances, lots and holds of all users, in credits. */
export async function ledgerDrift(tx: PaymentTx): Promise<number> {
  const [row] = await tx.$queryRaw<{ drift: bigint }[]>`SELECT credit_drift() AS drift`;
  if (row === undefined) throw new Error('credit_drift answers with one row');
  return toNumber(row.drift);
}

/**
 * One statement, so that all figures are of one moment: work that goes on meanwhile moves none of them. A bought plan that no
 * provider knows is the mismatch that can be seen without asking one.
 */
export async function readFindings(tx: PaymentTx): Promise<Findings> {
  const [row] = await tx.$queryRaw<Record<keyof Findings, bigint>[]>`
    SELECT credit_drift() AS "ledgerDriftCredits",
      (SELECT count(DISTINCT h.job_id) FROM credit_holds h LEFT JOIN generation_jobs j ON j.id = h.job_id
        WHERE h.closed_at IS NULL AND (j.id IS NULL OR j.completed_at IS NOT NULL)) AS "holdsWithoutJob",
      (SELECT count(*) FROM generation_jobs j WHERE j.status = ANY (${OPEN})
        AND NOT EXISTS (SELECT FROM credit_holds h WHERE h.job_id = j.id AND h.closed_at IS NULL)) AS "jobsWithoutHold",
      (SELECT count(*) FROM subscriptions s WHERE s.plan_type IN ('starter', 'pro', 'studio')
        AND s.provider_subscription_id IS NULL) AS "providerMismatches",
      COALESCE((SELECT f.amount FROM reconciliation_findings f WHERE f.name = 'objects_without_row'), 0) AS "objectsWithoutRow"`;
  if (row === undefined) throw new Error('a query of figures answers with one row');
  return {
    ledgerDriftCredits: toNumber(row.ledgerDriftCredits),
    holdsWithoutJob: toNumber(row.holdsWithoutJob),
    jobsWithoutHold: toNumber(row.jobsWithoutHold),
    providerMismatches: toNumber(row.providerMismatches),
    objectsWithoutRow: toNumber(row.objectsWithoutRow),
  };
}
