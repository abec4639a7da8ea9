export const PLAN_TYPES = ['free', 'starter', 'pro', 'studio', 'enterprise', 'tester'] as const;
export type PlanType = (typeof PLAN_TYPES)[number];

/** Model bases in the order in which plans gain them. */
export const BASES = ['sd15', 'sd21', 'sdxl', 'flux', 'sd3'] as const;
export type Base = (typeof BASES)[number];

/** Whether a text (of a database row, say) names a plan. */
export const isPlanType = (text: string): text is PlanType => PLAN_TYPES.some((each) => each === text);
