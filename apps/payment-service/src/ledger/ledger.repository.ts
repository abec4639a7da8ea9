import type { PaymentTx } from '../database.ts';
import { findEntry, type EntryRow } from '../credits/credits.repository.ts';

export interface Grant {
  userId: string;
  credits: number;
  kind: 'monthly' | 'admin' | 'bonus';
  type: 'subscription_grant' | 'admin_adjustment' | 'refund';
  /** The same reference gives its credits once. */
  reference: { type: 'subscription' | 'admin' | 'generation_job'; id: string };
  /** Null: the credits never lapse. */
  expiresAt: Date | null;
  description: string;
}

/** Gives credits as a new lot. Returns the entry. */
export async function grant(tx: PaymentTx, { reference, ...given }: Grant): Promise<EntryRow> {
  const [row] = await tx.$queryRaw<{ id: string }[]>`
    SELECT credit_grant(${given.userId}::uuid, ${given.credits}::int, ${given.kind}, ${given.type}, ${reference.type}, ${reference.id},
      ${given.expiresAt}::timestamptz, ${given.description}) AS id`;
  if (row === undefined) throw new Error('credit_grant answers with one row');
  return findEntry(tx, row.id);
}

/** Takes credits from lots in the order of spending. Null, and nothing has moved, when there are too few. */
export async function debit(
  tx: PaymentTx,
  taken: { userId: string; credits: number; referenceId: string; description: string },
): Promise<EntryRow | null> {
  const [row] = await tx.$queryRaw<{ id: string | null }[]>`
    SELECT credit_debit(${taken.userId}::uuid, ${taken.credits}::int, 'admin_adjustment', 'admin', ${taken.referenceId},
      ${taken.description}) AS id`;
  return row?.id ? findEntry(tx, row.id) : null;
}

/** Locks the balance of a user, the first lock of everything that concerns his credits, and lets lots lapse that are due. */
export const lockCredits = async (tx: PaymentTx, userId: string): Promise<void> =>
  void (await tx.$queryRaw`SELECT credit_expire(${userId}::uuid)`);
