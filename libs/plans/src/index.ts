export { PLANS, PRICE_VERSION, type PlanFigures } from './figures.ts';
export { GPU_CLASSES, gpuClassOf, type GpuClass } from './gpu-classes.ts';
export { PlanLimits, PlanLimitsPart, type Feature, type RateLimits } from './limits.ts';
export { BASES, PLAN_TYPES, isPlanType, type Base, type PlanType } from './plan-types.ts';
export {
  MINIMUM_UNIT_CREDITS,
  estimate,
  modelFactor,
  type Estimate,
  type PricedWork,
  type PriorityClass,
} from './prices.ts';
export { limitsInForce, planWithBase, planWithFeature, planWithImages, planWithSide, rateLimitsOf } from './terms.ts';
export { Credits, creditsView, type CreditAccount } from './views/credits.ts';
export { monthsAfter } from './views/free-period.ts';
export { StorageUsage, storageView, type StorageRow } from './views/storage-usage.ts';
export { Subscription, subscriptionView, type SubscriptionRow } from './views/subscription.ts';
