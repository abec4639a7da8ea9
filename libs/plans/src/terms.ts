import { PLANS } from './figures.ts';
import type { Feature, PlanLimits, PlanLimitsPart, RateLimits } from './limits.ts';
import { PLAN_TYPES, type PlanType } from './plan-types.ts';

/**
 * The limits that hold for a user.
 * @param planType the plan in force
 * @param terms what a contract changes of it, empty for everybody else
 */
export function limitsInForce(planType: PlanType, terms: PlanLimitsPart = {}): PlanLimits {
  const { features, rate_limits, ...rest } = terms;
  const own = PLANS[planType].limits;
  return {
    ...own,
    ...rest,
    features: { ...own.features, ...features },
    rate_limits: {
      api: { ...own.rate_limits.api, ...rate_limits?.api },
      gen: { ...own.rate_limits.gen, ...rate_limits?.gen },
    },
  };
}

/** Requests a minute, hour and day, and creates a minute, of a plan. */
export const rateLimitsOf = (planType: PlanType, terms?: PlanLimitsPart): RateLimits =>
  limitsInForce(planType, terms).rate_limits;

const sold = PLAN_TYPES.filter((each) => each !== 'tester');
const cheapest = (allows: (limits: PlanLimits) => boolean): PlanType | null =>
  sold.find((each) => allows(PLANS[each].limits)) ?? null;

/** The cheapest plan that has a feature. */
export const planWithFeature = (feature: Feature): PlanType | null => cheapest((limits) => limits.features[feature]);

/** The cheapest plan that runs models of a base; null when none does. */
export const planWithBase = (base: string): PlanType | null => cheapest((limits) => limits.bases.includes(base));

/** The cheapest plan that allows a side of so many pixels; null when none does. */
export const planWithSide = (sidePx: number): PlanType | null => cheapest((limits) => limits.max_side_px >= sidePx);

/** The cheapest plan that allows so many images in one request; null when none does. */
export const planWithImages = (images: number): PlanType | null =>
  cheapest((limits) => limits.max_batch_images >= images);
