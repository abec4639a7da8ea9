import type { CreditAccount } from '@pingvas/plans';
import type { PaymentTx } from '../database.ts';

export const findAccount = (tx: PaymentTx, userId: string): Promise<CreditAccount | null> =>
  tx.creditBalance.findUnique({ where: { userId } });

/** The soonest end of lots that still hold something, and what lapses then. */
export async function nextExpiry(
  tx: PaymentTx,
  userId: string,
  now: Date,
): Promise<{ credits: number; at: Date } | null> {
  const [next] = await tx.creditLot.groupBy({
    by: ['expiresAt'],
    where: { userId, remaining: { gt: 0 }, expiresAt: { gt: now } },
    _sum: { remaining: true },
    orderBy: { expiresAt: 'asc' },
    take: 1,
  });
  return next?.expiresAt ? { credits: next._sum.remaining ?? 0, at: next.expiresAt } : null;
}

/** Monthly credits of the plan whose rules hold for a user now. */
export async function planCredits(tx: PaymentTx, userId: string): Promise<number> {
  const [plan] = await tx.$queryRaw<{ credits: number }[]>`
    SELECT monthly_credits AS credits FROM plan_in_force(${userId}::uuid)`;
  if (plan === undefined) throw new Error('Table plans is empty: the migration fills it');
  return plan.credits;
}

export const findEntry = (tx: PaymentTx, id: string) => tx.creditTransaction.findUniqueOrThrow({ where: { id } });
export type EntryRow = Awaited<ReturnType<typeof findEntry>>;

/** The newest entries of a user. */
export const newestEntries = (tx: PaymentTx, userId: string, limit: number): Promise<EntryRow[]> =>
  tx.creditTransaction.findMany({ where: { userId }, orderBy: { seq: 'desc' }, take: limit });

export const findEntries = (tx: PaymentTx, ids: readonly string[]): Promise<EntryRow[]> =>
  tx.creditTransaction.findMany({ where: { id: { in: [...ids] } } });

export const findLots = (tx: PaymentTx, ids: readonly string[]) =>
  tx.creditLot.findMany({ where: { id: { in: [...ids] } } });
export type LotRow = Awaited<ReturnType<typeof findLots>>[number];

/** Lots that hold something, in the order in which they are spent. */
export const openLots = (tx: PaymentTx, userId: string, limit: number): Promise<LotRow[]> =>
  tx.creditLot.findMany({
    where: { userId, OR: [{ remaining: { gt: 0 } }, { held: { gt: 0 } }] },
    orderBy: [{ expiresAt: { sort: 'asc', nulls: 'last' } }, { createdAt: 'asc' }, { id: 'asc' }],
    take: limit,
  });
