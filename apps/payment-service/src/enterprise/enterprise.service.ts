import { idempotent, type Answer } from '@pingvas/db';
import { AppError, notFound } from '@pingvas/errors';
import { subscriptionView, type Subscription } from '@pingvas/plans';
import type { Act } from '../acts/act.ts';
import { audit } from '../acts/audit.repository.ts';
import { comingTime } from '../acts/time-input.ts';
import type { PaymentDb, PaymentTx } from '../database.ts';
import { grant, lockCredits } from '../ledger/ledger.repository.ts';
import { findSignUp, findSubscription, planInForce } from '../subscriptions/subscriptions.repository.ts';
import { appendSubscriptionEvent, putContract, refreshRunningLimit } from './enterprise.repository.ts';
import type { ActivationRequest } from './enterprise.schemas.ts';
import { termsOf, type Terms } from './terms.ts';

/** Plans by contract. */
export interface EnterpriseService {
  /** @throws AppError NOT_FOUND, VALIDATION_ERROR, SUBSCRIPTION_EXISTS when another plan is in force */
  activate(request: ActivationRequest, act: Act): Promise<Answer & { replayed: boolean }>;
}

export interface EnterpriseParts {
  db: PaymentDb;
  /** Tells every service that the user’s plan is another one, and his streams that there are events: after the commit. */
  announcePlan: (userId: string) => Promise<void>;
}

export const createEnterpriseService = ({ db, announcePlan }: EnterpriseParts): EnterpriseService => ({
  async activate(request, act) {
    const answer = await db.withSystem((tx) =>
      idempotent(tx, act.claim, async () => act.answer(await activateIn(tx, request, act))),
    );
    if (!answer.replayed) await announcePlan(request.user_id);
    return answer;
  },
});

/** Order of locks: credits, subscription, running limit and flows, then what the grant adds, the event counter last. */
async function activateIn(tx: PaymentTx, request: ActivationRequest, act: Act): Promise<Subscription> {
  const { user_id: userId } = request;
  const now = new Date();
  const endsAt = request.ends_at ? comingTime(request.ends_at, '/ends_at', now) : null;
  const user = await findSignUp(tx, userId);
  if (user === null) throw notFound('/user_id');
  // Nobody can have made a request for a contract yet, so none is there.
  if (request.request_id) throw notFound('/request_id');
  await lockCredits(tx, userId);
  const inForce = await isInForce(tx, userId);
  const terms = termsOf(request, { endsAt, known: await findSubscription(tx, userId), inForce, now });
  const row = await putContract(tx, terms);
  await refreshRunningLimit(tx, userId);
  if (terms.monthlyCredits > 0) await grantMonth(tx, terms);
  await writeDown(tx, request, act, row.id);
  await appendSubscriptionEvent(tx, userId, row);
  return subscriptionView(row, user, now);
}

/** @throws AppError SUBSCRIPTION_EXISTS when another plan than a contract is in force */
async function isInForce(tx: PaymentTx, userId: string): Promise<boolean> {
  const plan = await planInForce(tx, userId);
  if (plan !== 'free' && plan !== 'enterprise') throw new AppError('SUBSCRIPTION_EXISTS');
  return plan === 'enterprise';
}

const grantMonth = (tx: PaymentTx, terms: Terms) =>
  grant(tx, {
    userId: terms.userId,
    credits: terms.monthlyCredits,
    kind: 'monthly',
    type: 'subscription_grant',
    reference: { type: 'subscription', id: `${terms.id}:${terms.periodStart.toISOString()}` },
    expiresAt: terms.periodEnd,
    description: 'Enterprise plan credits',
  });

const writeDown = (tx: PaymentTx, request: ActivationRequest, act: Act, subscriptionId: string): Promise<void> =>
  audit(tx, act, {
    userId: request.user_id,
    action: 'enterprise.activate',
    targetType: 'subscription',
    targetId: subscriptionId,
    reason: request.reason,
    changes: {
      monthly_credits: request.monthly_credits,
      ends_at: request.ends_at ?? null,
      limits: JSON.stringify(request.limits ?? {}),
    },
  });
