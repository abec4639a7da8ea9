import type { Caller } from '@pingvas/auth';
import { limitsInForce } from '@pingvas/plans';
import type { Viewer } from './model-access.ts';

/** Who looks: without a credential, somebody who could have the free plan. */
export const viewerOf = (caller: Caller | null): Viewer =>
  caller === null
    ? { userId: null, planType: 'free', limits: limitsInForce('free') }
    : { userId: caller.userId, planType: caller.planType, limits: limitsInForce(caller.planType, caller.terms) };
