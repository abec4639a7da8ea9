import { PLANS, type PlanFigures, type PlanType } from '@pingvas/plans';
import type { Plan } from './plans.schemas.ts';

/** The tester plan is given by an administrator; nobody chooses it. */
const LISTED: readonly PlanType[] = ['free', 'starter', 'pro', 'studio', 'enterprise'];

const priced = (billing_period: 'monthly' | 'yearly', cents: number | null): Plan['prices'] =>
  cents === null ? [] : [{ billing_period, price: { amount: cents, currency: 'USD' } }];

const planOf = (plan_type: PlanType, figures: PlanFigures): Plan => ({
  plan_type,
  name: figures.name,
  prices: [...priced('monthly', figures.monthlyPriceCents), ...priced('yearly', figures.yearlyPriceCents)],
  monthly_credits: plan_type === 'enterprise' ? null : figures.monthlyCredits,
  limits: figures.limits,
  trial_days: figures.trialDays,
  popular: figures.popular,
  purchasable: figures.purchasable,
});

/** The price list. */
export const LISTED_PLANS: readonly Plan[] = LISTED.map((each) => planOf(each, PLANS[each]));
