import { Type, type Static } from 'typebox';
import { PLANS } from '../figures.ts';
import { PLAN_TYPES, isPlanType } from '../plan-types.ts';
import { freePeriod } from './free-period.ts';
import { Count, Nullable, Time, wireTime } from './wire.ts';

const BILLING_PERIODS = ['monthly', 'yearly'] as const;
const STATUSES = ['on_trial', 'active', 'paused', 'past_due', 'unpaid', 'cancelled', 'expired'] as const;

/** What a user pays for, or the free plan (API contract 2 and 4.2). */
export const Subscription = Type.Object(
  {
    id: Nullable(Type.String({ description: 'Null on the free plan' })),
    plan_type: Type.Enum([...PLAN_TYPES]),
    billing_period: Nullable(Type.Enum([...BILLING_PERIODS])),
    status: Type.Enum([...STATUSES]),
    current_period_start: Time('Start of the current period'),
    current_period_end: Time('End of the current period'),
    cancel_at_period_end: Type.Boolean(),
    ends_at: Nullable(Time('When the plan ends for good')),
    trial_ends_at: Nullable(Time('End of the trial')),
    scheduled_plan_type: Nullable(Type.Enum([...PLAN_TYPES])),
    scheduled_at: Nullable(Time('When the scheduled plan takes over')),
    monthly_credits: Count('Credits of each month'),
    last_credit_grant_at: Nullable(Time('Last monthly grant')),
    next_credit_grant_at: Nullable(Time('Next monthly grant')),
    created_at: Time('When it began'),
  },
  {
    examples: [
      {
        id: null,
        plan_type: 'free',
        billing_period: null,
        status: 'active',
        current_period_start: '2026-11-21T07:00:00.000Z',
        current_period_end: '2026-12-21T07:00:00.000Z',
        cancel_at_period_end: false,
        ends_at: null,
        trial_ends_at: null,
        scheduled_plan_type: null,
        scheduled_at: null,
        monthly_credits: 100,
        last_credit_grant_at: '2026-11-21T07:00:00.000Z',
        next_credit_grant_at: '2026-12-21T07:00:00.000Z',
        created_at: '2026-11-21T07:00:00.000Z',
      },
    ],
  },
);
export type Subscription = Static<typeof Subscription>;

/** The row of a subscription, as the database has it. */
export interface SubscriptionRow {
  id: string;
  planType: string;
  billingPeriod: string | null;
  status: string;
  currentPeriodStart: Date;
  currentPeriodEnd: Date;
  cancelAtPeriodEnd: boolean;
  endsAt: Date | null;
  trialEndsAt: Date | null;
  scheduledPlanType: string | null;
  scheduledAt: Date | null;
  monthlyCredits: number;
  lastCreditGrantAt: Date | null;
  nextCreditGrantAt: Date | null;
  createdAt: Date;
}

/**
 * The subscription on the wire.
 * @param row null for a user on the free plan, who has none
 * @param user when he signed up: the free plan’s months run from that day
 * @throws RangeError when the row holds a word that is none of the contract’s
 */
export const subscriptionView = (row: SubscriptionRow | null, user: { createdAt: Date }, now: Date): Subscription =>
  row === null ? freeSubscription(user, now) : paidSubscription(row);

const paidSubscription = (row: SubscriptionRow): Subscription => ({
  id: row.id,
  plan_type: planType(row.planType),
  billing_period: row.billingPeriod === null ? null : oneOf(BILLING_PERIODS, row.billingPeriod),
  status: oneOf(STATUSES, row.status),
  current_period_start: row.currentPeriodStart.toISOString(),
  current_period_end: row.currentPeriodEnd.toISOString(),
  cancel_at_period_end: row.cancelAtPeriodEnd,
  ends_at: wireTime(row.endsAt),
  trial_ends_at: wireTime(row.trialEndsAt),
  scheduled_plan_type: row.scheduledPlanType === null ? null : planType(row.scheduledPlanType),
  scheduled_at: wireTime(row.scheduledAt),
  monthly_credits: row.monthlyCredits,
  last_credit_grant_at: wireTime(row.lastCreditGrantAt),
  next_credit_grant_at: wireTime(row.nextCreditGrantAt),
  created_at: row.createdAt.toISOString(),
});

function freeSubscription({ createdAt }: { createdAt: Date }, now: Date): Subscription {
  const { start, end } = freePeriod(createdAt, now);
  return {
    id: null,
    plan_type: 'free',
    billing_period: null,
    status: 'active',
    current_period_start: start.toISOString(),
    current_period_end: end.toISOString(),
    cancel_at_period_end: false,
    ends_at: null,
    trial_ends_at: null,
    scheduled_plan_type: null,
    scheduled_at: null,
    monthly_credits: PLANS.free.monthlyCredits,
    last_credit_grant_at: start.toISOString(),
    next_credit_grant_at: end.toISOString(),
    created_at: createdAt.toISOString(),
  };
}

const planType = (text: string): Subscription['plan_type'] => {
  if (isPlanType(text)) return text;
  throw new RangeError(`no plan is called ${text}`);
};

function oneOf<Word extends string>(words: readonly Word[], text: string): Word {
  const word = words.find((each) => each === text);
  if (word === undefined) throw new RangeError(`${text} is none of ${words.join(', ')}`);
  return word;
}
