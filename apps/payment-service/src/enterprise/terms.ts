import { newId } from '@pingvas/http';
import { monthsAfter, type PlanLimitsPart } from '@pingvas/plans';
import type { ActivationRequest } from './enterprise.schemas.ts';

/** A contract as it is written down. */
export interface Terms {
  id: string;
  userId: string;
  monthlyCredits: number;
  limits: PlanLimitsPart;
  periodStart: Date;
  periodEnd: Date;
  /** Null: until it is changed. */
  endsAt: Date | null;
}

/** A contract that is in force, or was. */
interface Known {
  id: string;
  currentPeriodStart: Date;
  currentPeriodEnd: Date;
}

/**
 * What a contract comes to. A month that has begun goes on, so that its credits are given once.
 * @param endsAt null: until it is changed
 * @param known the user’s subscription row, whatever it is
 * @param inForce whether that row is an enterprise contract whose rules hold now
 */
export function termsOf(
  request: ActivationRequest,
  { endsAt, known, inForce, now }: { endsAt: Date | null; known: Known | null; inForce: boolean; now: Date },
): Terms {
  const period = known !== null && inForce && known.currentPeriodEnd > now ? known : newPeriod(now, endsAt);
  return {
    id: known?.id ?? newId(),
    userId: request.user_id,
    monthlyCredits: request.monthly_credits,
    limits: request.limits ?? {},
    periodStart: period.currentPeriodStart,
    periodEnd: period.currentPeriodEnd,
    endsAt,
  };
}

function newPeriod(now: Date, endsAt: Date | null): Omit<Known, 'id'> {
  const monthEnd = monthsAfter(now, 1);
  return { currentPeriodStart: now, currentPeriodEnd: endsAt !== null && endsAt < monthEnd ? endsAt : monthEnd };
}
