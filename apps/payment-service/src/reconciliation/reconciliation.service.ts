import { wireTime } from '@pingvas/http';
import type { PaymentDb } from '../database.ts';
import { readFindings } from './reconciliation.repository.ts';
import type { Reconciliation } from './reconciliation.schemas.ts';

/** Whether the parts of the system that must agree do. */
export interface ReconciliationService {
  check(): Promise<Reconciliation>;
}

export const createReconciliationService = ({ db }: { db: PaymentDb }): ReconciliationService => ({
  async check() {
    const found = await db.withSystem(readFindings);
    return {
      ledger_drift_credits: found.ledgerDriftCredits,
      holds_without_job: found.holdsWithoutJob,
      jobs_without_hold: found.jobsWithoutHold,
      provider_mismatches: found.providerMismatches,
      objects_without_row: found.objectsWithoutRow,
      checked_at: wireTime(new Date()),
    };
  },
});
