import { sql } from '@pingvas/db';
import { newId } from '@pingvas/http';
import type { PlanType } from '@pingvas/plans';
import { grantCredits, insertUser, issueToken, type TestDatabase, type TestUser } from '@pingvas/testing';
import type { GenerationDb } from '../database.ts';
import { readPlan, type JudgedPlan } from '../requests/plan.repository.ts';
import type { Admin } from './admin.ts';

export interface Account {
  user: TestUser;
  id: string;
  plan: JudgedPlan;
  headers: { authorization: string };
}

export interface AccountOptions {
  plan?: PlanType;
  credits?: number;
  /** Terms of a contract, in the names of PlanLimits. */
  limits?: object;
  emailVerified?: boolean;
}

interface Parts {
  database: TestDatabase;
  admin: Admin;
  db: GenerationDb;
}

/** Users with a plan and credits, signed in. */
export const createAccounts =
  ({ database, admin, db }: Parts) =>
  async ({
    plan = 'studio',
    credits = 0,
    limits = {},
    emailVerified = true,
  }: AccountOptions = {}): Promise<Account> => {
    const user = await insertUser(database, { emailVerified });
    if (plan !== 'free') await setPlan(admin, user.id, plan, limits);
    if (credits > 0) await grantCredits(database, user.id, credits);
    const token = await issueToken({ userId: user.id, sessionId: user.sessionId });
    return { user, id: user.id, plan: await readPlan(db, user.id), headers: { authorization: `Bearer ${token}` } };
  };

/** Puts a user on a plan, as a payment does. */
export const setPlan = (admin: Admin, userId: string, plan: PlanType, limits: object = {}): Promise<unknown> =>
  admin(sql`
    INSERT INTO subscriptions (id, user_id, plan_type, status, current_period_start, current_period_end, monthly_credits, limits)
    VALUES (${newId()}::uuid, ${userId}::uuid, ${plan}, 'active', now(), now() + interval '1 month', 0, ${JSON.stringify(limits)}::jsonb)
    ON CONFLICT (user_id) DO UPDATE SET plan_type = EXCLUDED.plan_type, limits = EXCLUDED.limits`);
