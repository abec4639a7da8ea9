import { PLAN_TYPES, type PlanLimits, type PlanType } from '@pingvas/plans';

/** Who looks at the catalogue, and what his plan allows. */
export interface Viewer {
  /** Null without a credential. */
  userId: string | null;
  planType: PlanType;
  limits: PlanLimits;
}

export type UnavailableReason = 'tier' | 'inactive' | 'not_ready';

interface Judged {
  base: string;
  minTier: string;
  status: string;
  isActive: boolean;
}

/** Works with models of every base, so no plan excludes it by base. */
const ANY_BASE = 'any';

/** Plans from the smallest to the largest; a tester has the limits of pro. */
const RANK: Readonly<Record<PlanType, number>> = { free: 0, starter: 1, pro: 2, tester: 2, studio: 3, enterprise: 4 };

/** Why this viewer cannot use a model now, or null when he can. The first reason that no plan would change comes first. */
export function unavailableReason(model: Judged, viewer: Viewer): UnavailableReason | null {
  if (!model.isActive) return 'inactive';
  if (model.status !== 'ready') return 'not_ready';
  const allowed = allowedBases(viewer).includes(model.base) && allowedTiers(viewer).includes(model.minTier);
  return allowed ? null : 'tier';
}

/** Bases that the viewer’s plan, or contract, includes. */
export const allowedBases = ({ limits }: Viewer): string[] => [...limits.bases, ANY_BASE];

/** Values of `min_tier` that the viewer’s plan reaches. */
export const allowedTiers = ({ planType }: Viewer): string[] =>
  PLAN_TYPES.filter((each) => RANK[each] <= RANK[planType]);
