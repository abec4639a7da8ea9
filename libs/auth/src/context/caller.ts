import { isPlanType, PlanLimitsPart, type PlanType } from '@pingvas/plans';
import { Value } from 'typebox/value';

const ROLES = ['user', 'moderator', 'admin'] as const;
export type Role = (typeof ROLES)[number];

const STATUSES = ['active', 'suspended', 'pending_deletion'] as const;
export type AccountStatus = (typeof STATUSES)[number];

/** What a login may do now, as the database says: at most 2 s old. */
export interface AuthContext {
  userId: string;
  sessionId: string;
  sessionCreatedAt: Date;
  status: AccountStatus;
  role: Role;
  emailVerified: boolean;
  planType: PlanType;
  /** Changes whenever the plan in force does; opaque. */
  planKey: string;
  /** What a contract changes of the plan's limits. */
  terms: PlanLimitsPart;
}

/** Who makes a request. */
export interface Caller extends AuthContext {
  /** End of the access token; null when a ticket opened the call. */
  tokenExpiresAt: Date | null;
}

/** A row of `auth_context(…)`. */
export interface AuthContextRow {
  user_id: string;
  status: string;
  role: string;
  email_verified: boolean;
  plan_type: string;
  plan_key: string;
  limits: unknown;
  session_id: string;
  session_created_at: Date;
}

const oneOf = <T extends string>(values: readonly T[], value: string): T => {
  const found = values.find((each) => each === value);
  if (found === undefined) throw new TypeError('auth_context answered a value that this version does not know');
  return found;
};

/** @throws when the database knows a role, state or plan that this version does not: nobody gets in by accident */
export function contextOf(row: AuthContextRow): AuthContext {
  if (!isPlanType(row.plan_type)) throw new TypeError('auth_context answered a plan that this version does not know');
  return {
    userId: row.user_id,
    sessionId: row.session_id,
    sessionCreatedAt: row.session_created_at,
    status: oneOf(STATUSES, row.status),
    role: oneOf(ROLES, row.role),
    emailVerified: row.email_verified,
    planType: row.plan_type,
    planKey: row.plan_key,
    terms: Value.Check(PlanLimitsPart, row.limits) ? row.limits : {},
  };
}
