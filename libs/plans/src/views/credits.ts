import { Type, type Static } from 'typebox';
import { Count, Nullable, Time, wireTime } from './wire.ts';

/** A balance, as every service shows it (API contract 2). */
export const Credits = Type.Object(
  {
    available: Count('Credits that can be spent now'),
    held: Count('Credits that open jobs hold'),
    balance: Count('available + held'),
    lifetime_earned: Count('Everything that was ever given or bought'),
    lifetime_spent: Count('Everything that was ever charged'),
    next_expiry: Nullable(Type.Object({ credits: Count('What lapses then'), at: Time('When') })),
    low_threshold: Count('Below it `credits.low` is told: 10 % of the plan’s monthly credits'),
    last_recharged_at: Nullable(Time('When credits last came in')),
    as_of: Time('The moment of this balance'),
  },
  {
    examples: [
      {
        available: 90,
        held: 10,
        balance: 100,
        lifetime_earned: 100,
        lifetime_spent: 0,
        next_expiry: { credits: 90, at: '2026-12-21T07:00:00.000Z' },
        low_threshold: 10,
        last_recharged_at: '2026-11-21T07:00:00.000Z',
        as_of: '2026-11-21T07:05:00.000Z',
      },
    ],
  },
);
export type Credits = Static<typeof Credits>;

/** The row of a user’s balance. Totals may be bigint, as the database has them. */
export interface CreditAccount {
  available: number;
  held: number;
  lifetimeEarned: number | bigint;
  lifetimeSpent: number | bigint;
  lastRechargedAt: Date | null;
}

interface CreditsSource {
  /** Null for a user who never had credits. */
  account: CreditAccount | null;
  /** The soonest end of lots that still hold something, and what they hold together. */
  nextExpiry: { credits: number; at: Date } | null;
  /** Monthly credits of the plan in force. */
  planCredits: number;
  now: Date;
}

const EMPTY: CreditAccount = { available: 0, held: 0, lifetimeEarned: 0, lifetimeSpent: 0, lastRechargedAt: null };

/** The balance on the wire. */
export function creditsView({ account, nextExpiry, planCredits, now }: CreditsSource): Credits {
  const { available, held, lifetimeEarned, lifetimeSpent, lastRechargedAt } = account ?? EMPTY;
  return {
    available,
    held,
    balance: available + held,
    lifetime_earned: Number(lifetimeEarned),
    lifetime_spent: Number(lifetimeSpent),
    next_expiry: nextExpiry && { credits: nextExpiry.credits, at: nextExpiry.at.toISOString() },
    low_threshold: lowThreshold(planCredits),
    last_recharged_at: wireTime(lastRechargedAt),
    as_of: now.toISOString(),
  };
}

/** 10 % of the plan’s monthly credits, whole credits. */
const lowThreshold = (planCredits: number): number => Math.floor(planCredits / 10);
