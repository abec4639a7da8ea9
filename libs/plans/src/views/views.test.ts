import { describe, expect, test } from 'vitest';
import { Value } from 'typebox/value';
import { Credits, creditsView } from './credits.ts';
import { StorageUsage, storageView } from './storage-usage.ts';
import { Subscription, subscriptionView } from './subscription.ts';

const now = new Date('2026-11-21T07:00:00.000Z');
const row = {
  id: '01934b6a-0000-7000-8000-000000000000',
  planType: 'enterprise',
  billingPeriod: 'monthly',
  status: 'active',
  currentPeriodStart: now,
  currentPeriodEnd: new Date('2026-12-21T07:00:00.000Z'),
  cancelAtPeriodEnd: false,
  endsAt: null,
  trialEndsAt: null,
  scheduledPlanType: null,
  scheduledAt: null,
  monthlyCredits: 1000,
  lastCreditGrantAt: now,
  nextCreditGrantAt: null,
  createdAt: now,
};

describe('credits', () => {
  test('are zeros for a user who never had any', () => {
    const credits = creditsView({ account: null, nextExpiry: null, planCredits: 100, now });
    expect(Value.Check(Credits, credits)).toBe(true);
    expect(credits).toMatchObject({ available: 0, held: 0, balance: 0, next_expiry: null, low_threshold: 10 });
  });

  test('take totals as the database has them', () => {
    const account = { available: 7, held: 3, lifetimeEarned: 5_000_000_000n, lifetimeSpent: 1n, lastRechargedAt: now };
    const credits = creditsView({ account, nextExpiry: { credits: 7, at: now }, planCredits: 15, now });
    expect(Value.Check(Credits, credits)).toBe(true);
    expect(credits).toMatchObject({ balance: 10, lifetime_earned: 5_000_000_000, low_threshold: 1 });
  });
});

describe('storage', () => {
  test('is nothing for a user who never stored anything', () => {
    const shown = storageView(null, 2 ** 30);
    expect(Value.Check(StorageUsage, shown)).toBe(true);
    expect(shown).toMatchObject({ used_bytes: 0, quota_bytes: 2 ** 30, used_percent: 0, over_quota_since: null });
  });

  test('adds up its kinds, and has no share of a quota that does not exist', () => {
    const bytes = { imagesBytes: 1_000n, uploadsBytes: 200n, trashBytes: 30n, modelsBytes: 4n, overQuotaSince: now };
    const shown = storageView(bytes, 1_000);
    expect(Value.Check(StorageUsage, shown)).toBe(true);
    expect(shown).toMatchObject({
      used_bytes: 1_234,
      used_percent: 123.4,
      breakdown: { images: 1_000, uploads: 200, trash: 30, models: 4 },
      over_quota_since: '2026-11-21T07:00:00.000Z',
    });
    expect(storageView(bytes, null)).toMatchObject({ quota_bytes: null, used_percent: 0 });
  });
});

describe('a subscription', () => {
  test('of a free user has no id and this month’s period', () => {
    const shown = subscriptionView(null, { createdAt: new Date('2026-09-30T00:00:00.000Z') }, now);
    expect(Value.Check(Subscription, shown)).toBe(true);
    expect(shown).toMatchObject({
      id: null,
      plan_type: 'free',
      status: 'active',
      current_period_start: '2026-10-30T00:00:00.000Z',
      current_period_end: '2026-11-30T00:00:00.000Z',
      monthly_credits: 100,
    });
  });

  test('shows its row', () => {
    const shown = subscriptionView(row, { createdAt: now }, now);
    expect(Value.Check(Subscription, shown)).toBe(true);
    expect(shown).toMatchObject({
      id: row.id,
      plan_type: 'enterprise',
      monthly_credits: 1000,
      next_credit_grant_at: null,
    });
  });

  test('refuses words that the contract does not have', () => {
    expect(() => subscriptionView({ ...row, planType: 'gold' }, { createdAt: now }, now)).toThrow(RangeError);
    expect(() => subscriptionView({ ...row, status: 'sleeping' }, { createdAt: now }, now)).toThrow(RangeError);
  });
});
