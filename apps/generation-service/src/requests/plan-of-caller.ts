import type { Caller } from '@pingvas/auth';
import type { JudgedPlan } from './plan.repository.ts';

/** The plan of a caller as it was when he was let in: at most 2 s old. */
export const planOf = ({ planType, planKey, terms }: Caller): JudgedPlan => ({ planType, planKey, terms });
