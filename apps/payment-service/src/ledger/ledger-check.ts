import type { Logger } from '@pingvas/logger';
import type { Metrics } from '@pingvas/metrics';
import type { PaymentDb, PaymentTx } from '../database.ts';
import { ledgerDrift } from '../reconciliation/reconciliation.repository.ts';

export interface LedgerCheckParts {
  db: PaymentDb;
  metrics: Metrics;
  logger: Logger;
}

/**
 * Adds up the ledger and shows the drift as a metric. Of several replicas one does it at a time; the others keep what they
 * found last, so alerts read the newest `ledger_checked_at`.
 */
export function createLedgerCheck({ db, metrics, logger }: LedgerCheckParts): () => Promise<void> {
  const drift = metrics.gauge({
    name: 'ledger_drift_credits',
    help: 'Disagreement between entries, balances, lots and holds: 0 in health',
  });
  const checkedAt = metrics.gauge({ name: 'ledger_checked_at', help: 'Unix seconds of the last check of the ledger' });
  return async () => {
    const found = await db.withSystem(async (tx) => ((await isOnlyOne(tx)) ? ledgerDrift(tx) : null));
    if (found === null) return;
    drift.set(found);
    checkedAt.setToCurrentTime();
    if (found > 0) logger.error({ drift_credits: found }, 'The ledger does not add up');
  };
}

/** Whether nobody else checks now; held until the transaction ends. */
async function isOnlyOne(tx: PaymentTx): Promise<boolean> {
  const [row] = await tx.$queryRaw<{ locked: boolean }[]>`
    SELECT pg_try_advisory_xact_lock(hashtextextended('ledger check', 0)) AS locked`;
  return row?.locked === true;
}
