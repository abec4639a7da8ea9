import { AppError } from '@pingvas/errors';
import { wireTime } from '@pingvas/http';
import {
  PlanLimitsPart,
  creditsView,
  isPlanType,
  limitsInForce,
  storageView,
  subscriptionView,
  type PlanLimits,
} from '@pingvas/plans';
import { Value } from 'typebox/value';
import { afterSeconds, type Clock } from '../clock.ts';
import type { Tx, UserDb } from '../database.ts';
import { userView, type UserRow } from '../users/user.view.ts';
import { findUser } from '../users/users.repository.ts';
import { findBalance, findStorage, findSubscription, nextExpiry, planInForce } from './me.repository.ts';
import type { Me } from './me.schemas.ts';

const USERNAME_PAUSE_SECONDS = 30 * 24 * 3600;

export interface MeService {
  /** A user's account with all that goes with it, as of one moment and from the primary: own writes are seen (row U15). */
  show: (userId: string) => Promise<Me>;
}

export function createMeService({ db, clock }: { db: UserDb; clock: Clock }): MeService {
  return { show: (userId) => db.withUser(userId, (tx) => describe(tx, userId, clock.now())) };
}

async function describe(tx: Tx, userId: string, now: Date): Promise<Me> {
  const user = await findUser(tx, userId);
  // Deleted since the credential was checked.
  if (user === null) throw new AppError('INVALID_TOKEN');
  const plan = await planInForce(tx, userId);
  const subscription = await findSubscription(tx, userId);
  const account = await findBalance(tx, userId);
  const soonest = await nextExpiry(tx, userId, now);
  return {
    ...userView(user),
    credits: creditsView({ account, nextExpiry: soonest, planCredits: plan.monthlyCredits, now }),
    subscription: subscriptionView(subscription, user, now),
    limits: limitsOf(plan.planType, subscription),
    storage: storageView(await findStorage(tx, userId), plan.storageBytes),
    // Signing in through a provider is not offered yet, so nobody has a connection.
    oauth_connections: [],
    username_change_allowed_at: usernameChangeAllowedAt(user, now),
  };
}

/** Limits of the plan in force, with the terms of a contract while it is that contract's plan. */
function limitsOf(planType: string, subscription: { planType: string; limits: unknown } | null): PlanLimits {
  if (!isPlanType(planType)) throw new RangeError(`no plan is called ${planType}`);
  return subscription?.planType === planType
    ? limitsInForce(planType, Value.Parse(PlanLimitsPart, subscription.limits))
    : limitsInForce(planType);
}

function usernameChangeAllowedAt({ usernameChangedAt }: UserRow, now: Date): string | null {
  if (usernameChangedAt === null) return null;
  const allowedAt = afterSeconds(usernameChangedAt, USERNAME_PAUSE_SECONDS);
  return allowedAt > now ? wireTime(allowedAt) : null;
}
