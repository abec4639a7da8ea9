import { rateLimitsOf, type PlanLimitsPart, type PlanType } from '@pingvas/plans';

/** One token bucket: `quota` calls at once, refilled evenly over the window. */
export interface Policy {
  name: string;
  quota: number;
  windowSeconds: number;
}

/** Who is counted: an account over all its logins and keys (with the terms of its contract), or an address without a credential. */
export type Subject = { userId: string; planType: PlanType; terms?: PlanLimitsPart } | { ip: string };

interface ClassRow {
  /** `handler`: only the handler knows whom or when to count. */
  counted: 'always' | 'handler' | 'never';
  policies: (subject: Subject) => Policy[];
  /**
   * What happens while Redis is away. Closed where the limit is what protects an account or a mailbox from guessing and
   * flooding; open where Postgres holds the real bound (credits, queue size) and an outage would only add to the damage.
   */
  withoutRedis: 'open' | 'closed';
}

const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;

const one = (name: string, quota: number, windowSeconds: number) => (): Policy[] => [{ name, quota, windowSeconds }];
const anonymous = one('public', 100, MINUTE);

function ofPlan(subject: Subject): Policy[] {
  if (!('userId' in subject)) return anonymous();
  const { minute, hour, day } = rateLimitsOf(subject.planType, subject.terms).api;
  return [
    { name: 'minute', quota: minute, windowSeconds: MINUTE },
    { name: 'hour', quota: hour, windowSeconds: HOUR },
    { name: 'day', quota: day, windowSeconds: DAY },
  ];
}

function generation(subject: Subject): Policy[] {
  if (!('userId' in subject)) return anonymous();
  const quota = rateLimitsOf(subject.planType, subject.terms).gen.minute;
  return [...ofPlan(subject), { name: 'gen', quota, windowSeconds: MINUTE }];
}

const row = (withoutRedis: ClassRow['withoutRedis'], policies: ClassRow['policies']): ClassRow => ({
  counted: 'always',
  withoutRedis,
  policies,
});
const byHandler = (...rest: Parameters<typeof row>): ClassRow => ({ ...row(...rest), counted: 'handler' });

/** Rate classes of the API contract 1.8. */
const CLASSES = {
  api: row('open', ofPlan),
  gen: row('open', generation), // a job costs credits and a queue entry, both counted in Postgres
  public: row('open', ofPlan), // with a credential such rows count as api
  admin: row('open', one('admin', 300, MINUTE)), // administrators must be able to act during an outage
  hook: row('open', one('hook', 600, MINUTE)), // signed, and a refused payment event would be lost money
  register: row('closed', one('register', 5, HOUR)), // free credits, a mail
  login: row('closed', one('login', 10, HOUR)), // password guessing
  forgot: row('closed', one('forgot', 3, HOUR)), // a mail
  resend: row('closed', one('resend', 3, HOUR)), // a mail
  action: row('closed', one('action', 10, HOUR)), // guessing of mailed and one-time codes
  oauth: row('closed', one('oauth', 30, HOUR)), // a call to a provider
  refresh: byHandler('open', one('refresh', 100, HOUR)), // by the user whom the token names; 256 bits cannot be guessed
  share: byHandler('closed', one('share', 10, HOUR)), // counts wrong passwords only
  none: { ...row('open', () => []), counted: 'never' },
} as const satisfies Record<string, ClassRow>;

export type RateClass = keyof typeof CLASSES;

export const classOf = (rateClass: RateClass): ClassRow => CLASSES[rateClass];
