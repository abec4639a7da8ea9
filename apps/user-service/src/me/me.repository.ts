import type { CreditAccount, StorageRow, SubscriptionRow } from '@pingvas/plans';
import { toNumber } from '@pingvas/db';
import type { Tx } from '../database.ts';

/** The plan whose rules hold for a user now. */
export interface PlanInForce {
  planType: string;
  monthlyCredits: number;
  storageBytes: number | null;
}

export async function planInForce(tx: Tx, userId: string): Promise<PlanInForce> {
  const [plan] = await tx.$queryRaw<{ planType: string; monthlyCredits: number; storageBytes: bigint | null }[]>`
    SELECT plan_type AS "planType", monthly_credits AS "monthlyCredits", storage_bytes AS "storageBytes"
    FROM plan_in_force(${userId}::uuid)`;
  if (plan === undefined) throw new Error('Table plans is empty: the migration did not fill it');
  return { ...plan, storageBytes: plan.storageBytes === null ? null : toNumber(plan.storageBytes) };
}

export const findBalance = (tx: Tx, userId: string): Promise<CreditAccount | null> =>
  tx.creditBalance.findUnique({ where: { userId } });

/** The soonest end of lots that still hold something, and what lapses then. */
export async function nextExpiry(tx: Tx, userId: string, now: Date): Promise<{ credits: number; at: Date } | null> {
  const [next] = await tx.creditLot.groupBy({
    by: ['expiresAt'],
    where: { userId, remaining: { gt: 0 }, expiresAt: { gt: now } },
    _sum: { remaining: true },
    orderBy: { expiresAt: 'asc' },
    take: 1,
  });
  return next?.expiresAt ? { credits: next._sum.remaining ?? 0, at: next.expiresAt } : null;
}

export const findSubscription = (tx: Tx, userId: string): Promise<(SubscriptionRow & { limits: unknown }) | null> =>
  tx.subscription.findUnique({ where: { userId } });

export const findStorage = (tx: Tx, userId: string): Promise<StorageRow | null> =>
  tx.storageUsage.findUnique({ where: { userId } });
