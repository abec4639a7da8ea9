import { isPlanType, type PlanLimitsPart, type PlanType } from '@pingvas/plans';
import type { GenerationDb } from '../database.ts';

/** The plan a request is judged by. `planKey` changes whenever its figures may: SQL refuses a judgement by an older one. */
export interface JudgedPlan {
  planType: PlanType;
  planKey: string;
  terms: PlanLimitsPart;
}

/** The caller's plan as it is now, past every cache. */
export const readPlan = (db: GenerationDb, userId: string): Promise<JudgedPlan> =>
  db.withUser(userId, async (tx) => {
    const [row] = await tx.$queryRaw<{ plan_type: string; plan_key: string; limits: PlanLimitsPart | null }[]>`
      SELECT p.plan_type, p.plan_key, s.limits FROM plan_in_force(${userId}::uuid) p
      LEFT JOIN subscriptions s ON s.user_id = ${userId}::uuid AND s.plan_type = p.plan_type`;
    if (!row || !isPlanType(row.plan_type)) throw new Error('every user has a plan');
    return { planType: row.plan_type, planKey: row.plan_key, terms: row.limits ?? {} };
  });
