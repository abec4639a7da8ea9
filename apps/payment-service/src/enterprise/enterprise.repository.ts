import { sql } from '@pingvas/db';
import { wireTime } from '@pingvas/http';
import type { SubscriptionRow } from '@pingvas/plans';
import type { PaymentTx } from '../database.ts';
import type { Terms } from './terms.ts';

/** Writes the contract as the user’s subscription, over whatever he had. */
export function putContract(tx: PaymentTx, terms: Terms): Promise<SubscriptionRow> {
  const { id, userId, periodEnd, endsAt } = terms;
  const contract = {
    planType: 'enterprise',
    providerSubscriptionId: null,
    billingPeriod: 'monthly',
    status: 'active',
    currentPeriodStart: terms.periodStart,
    currentPeriodEnd: periodEnd,
    cancelAtPeriodEnd: false,
    endsAt,
    trialEndsAt: null,
    scheduledPlanType: null,
    scheduledAt: null,
    monthlyCredits: terms.monthlyCredits,
    limits: terms.limits,
    lastCreditGrantAt: terms.monthlyCredits > 0 ? terms.periodStart : null,
    nextCreditGrantAt: endsAt === null || endsAt > periodEnd ? periodEnd : null,
  };
  return tx.subscription.upsert({ where: { userId }, create: { id, userId, ...contract }, update: contract });
}

/** The user’s running limit follows his plan: jobs that waited for it may run now. */
export const refreshRunningLimit = async (tx: PaymentTx, userId: string): Promise<void> =>
  void (await tx.$queryRaw`SELECT running_limit_refresh(${userId}::uuid)::text`);

/** Event `subscription.updated` (API contract 6.1). The last lock of a transaction. */
export async function appendSubscriptionEvent(tx: PaymentTx, userId: string, row: SubscriptionRow): Promise<void> {
  const data = {
    plan_type: row.planType,
    status: row.status,
    current_period_end: wireTime(row.currentPeriodEnd),
    cancel_at_period_end: row.cancelAtPeriodEnd,
  };
  await tx.$queryRaw(sql`SELECT event_append(${userId}::uuid, 'subscription.updated', ${JSON.stringify(data)}::jsonb)`);
}
