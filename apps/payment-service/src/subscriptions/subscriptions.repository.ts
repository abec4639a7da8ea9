import { isPlanType, type PlanType } from '@pingvas/plans';
import type { PaymentTx } from '../database.ts';

export const findSubscription = (tx: PaymentTx, userId: string) => tx.subscription.findUnique({ where: { userId } });

/** When somebody signed up; null for a user who is not there, or no longer. */
export const findSignUp = (tx: PaymentTx, userId: string): Promise<{ createdAt: Date } | null> =>
  tx.user.findUnique({ where: { id: userId, deletedAt: null }, select: { createdAt: true } });

/** The plan whose rules hold for a user now; `free` when no subscription is in force. */
export async function planInForce(tx: PaymentTx, userId: string): Promise<PlanType> {
  const [plan] = await tx.$queryRaw<{ type: string }[]>`
    SELECT plan_type AS type FROM plan_in_force(${userId}::uuid)`;
  if (plan === undefined || !isPlanType(plan.type)) throw new Error('Table plans is not as the migration fills it');
  return plan.type;
}
