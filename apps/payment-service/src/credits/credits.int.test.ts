import type { Problem } from '@pingvas/errors';
import { newId, type Page } from '@pingvas/http';
import type { Credits } from '@pingvas/plans';
import { grantCredits } from '@pingvas/testing';
import { describe, expect, test } from 'vitest';
import { grant } from '../ledger/ledger.repository.ts';
import { startPaymentService, type SignedIn } from '../test/payment-service.ts';
import type { CreditLot, LedgerEntry } from './credits.schemas.ts';

const { call, deps, database, signIn } = await startPaymentService();
type Query = Record<string, string>;

const balance = async ({ headers }: SignedIn) => (await call<Credits>('/credits/balance', { headers })).body;
const entries = async ({ headers }: SignedIn, query: Query = {}) =>
  (await call<Page<LedgerEntry>>('/credits/transactions', { headers, query })).body;
const lots = async ({ headers }: SignedIn, query: Query = {}) =>
  (await call<Page<CreditLot>>('/credits/lots', { headers, query })).body;

/** A lot that lapses in so many days; never, when null. */
const give = ({ user }: SignedIn, credits: number, days: number | null) =>
  deps.db.withSystem((tx) =>
    grant(tx, {
      userId: user.id,
      credits,
      kind: 'admin',
      type: 'admin_adjustment',
      reference: { type: 'admin', id: newId() },
      expiresAt: days === null ? null : new Date(Date.now() + days * 86_400_000),
      description: 'For a test',
    }),
  );

/** Reads a list to its end. */
async function walk<Item>(read: (query: Query) => Promise<Page<Item>>, query: Query): Promise<Item[]> {
  const first = await read(query);
  return first.next_cursor === null
    ? first.data
    : [...first.data, ...(await walk(read, { ...query, cursor: first.next_cursor }))];
}

describe('the balance', () => {
  test('is zero for somebody who never had credits', async () => {
    const { as_of, ...credits } = await balance(await signIn());
    expect(credits).toEqual({
      available: 0,
      held: 0,
      balance: 0,
      lifetime_earned: 0,
      lifetime_spent: 0,
      next_expiry: null,
      low_threshold: 10,
      last_recharged_at: null,
    });
    expect(Date.parse(as_of)).not.toBeNaN();
  });

  test('shows what lapses next', async () => {
    const user = await signIn();
    await give(user, 5, null);
    await give(user, 7, 20);
    await give(user, 3, 2);
    const credits = await balance(user);
    expect(credits).toMatchObject({ available: 15, balance: 15, lifetime_earned: 15, next_expiry: { credits: 3 } });
  });

  test('is nobody else’s, and never cached', async () => {
    const [one, two] = [await signIn(), await signIn()];
    await grantCredits(database, one.user.id, 100);
    expect((await balance(two)).available).toBe(0);
    const { headers } = await call('/credits/balance', { headers: one.headers });
    expect(headers['cache-control']).toBe('private, no-store');
  });

  test('needs a login', async () => {
    expect((await call('/credits/balance')).body).toMatchObject({ status: 401, code: 'UNAUTHORIZED' });
  });
});

describe('the ledger', () => {
  test('lists every movement, the newest first, and adds up to the balance', async () => {
    const user = await signIn();
    for (const credits of [10, 20, 30]) await give(user, credits, null);
    const { data } = await entries(user);
    expect(data.map((entry) => [entry.type, entry.amount, entry.balance_after])).toEqual([
      ['admin_adjustment', 30, 60],
      ['admin_adjustment', 20, 30],
      ['admin_adjustment', 10, 10],
    ]);
    expect((await call('/credits/history', { headers: user.headers })).body).toMatchObject({ data });
  });

  test('is walked without losing or repeating an entry, while others are added', async () => {
    const user = await signIn();
    for (let credits = 1; credits <= 5; credits++) await give(user, credits, null);
    const seen = await walk(
      async (query) => {
        await give(user, 100, null);
        return entries(user, query);
      },
      { limit: '2' },
    );
    expect(seen.map((entry) => entry.amount)).toEqual([100, 5, 4, 3, 2, 1]);
    const oldestFirst = await walk((query) => entries(user, query), { limit: '3', sort_order: 'asc' });
    expect(oldestFirst.map((entry) => entry.amount)).toEqual([1, 2, 3, 4, 5, 100, 100, 100]);
  });

  test('is narrowed by type, reference and time', async () => {
    const user = await signIn();
    const [first] = [await give(user, 1, null), await give(user, 2, null)];
    const amounts = async (query: Query) => (await entries(user, query)).data.map((entry) => entry.amount);
    expect(await amounts({ reference_id: first.referenceId })).toEqual([1]);
    expect(await amounts({ type: 'admin_adjustment,spend', reference_type: 'admin' })).toEqual([2, 1]);
    expect(await amounts({ type: 'spend' })).toEqual([]);
    expect(await amounts({ created_before: '2020-01-01T00:00:00Z' })).toEqual([]);
    expect(await entries(user, { include_total: 'true', limit: '1' })).toMatchObject({
      total_count: 2,
      has_more: true,
    });
  });

  test('is nobody else’s, not even with his cursor', async () => {
    const [one, two] = [await signIn(), await signIn()];
    for (const user of [one, two]) for (let n = 0; n < 2; n++) await give(user, 1, null);
    const { next_cursor, data } = await entries(one, { limit: '1' });
    const seen = (await entries(two, { reference_id: data[0]?.reference_id ?? '' })).data;
    expect(seen).toEqual([]);
    const { headers } = two;
    const stolen = await call('/credits/transactions', { headers, query: { limit: '1', cursor: next_cursor ?? '' } });
    expect(stolen.body).toMatchObject({ status: 400, code: 'INVALID_CURSOR' });
  });

  test.each([{ type: 'theft' }, { limit: '0' }, { sort_by: 'amount' }, { page: '2' }, { created_after: 'yesterday' }])(
    'refuses %o',
    async (query) => {
      const { headers } = await signIn();
      const { body } = await call<Problem>('/credits/transactions', { headers, query });
      const errors = [{ pointer: `query:${Object.keys(query)[0]}` }];
      expect(body).toMatchObject({ status: 400, code: 'VALIDATION_ERROR', errors });
    },
  );
});

describe('lots', () => {
  test('stand in the order in which they are spent', async () => {
    const user = await signIn();
    for (const [credits, days] of [
      [1, null],
      [2, 30],
      [3, 3],
      [4, null],
      [5, 300_000],
    ] as const)
      await give(user, credits, days);
    const whole = await lots(user);
    expect(whole.data.map((lot) => lot.remaining)).toEqual([3, 2, 5, 1, 4]);
    const walked = await walk((query) => lots(user, query), { limit: '2' });
    expect(walked).toEqual(whole.data);
  });

  test('are shown when they are empty only if asked for', async () => {
    const user = await signIn();
    await give(user, 10, null);
    await deps.db.withSystem(
      (tx) =>
        tx.$queryRaw`SELECT credit_debit(${user.user.id}::uuid, 10, 'admin_adjustment', 'admin', ${newId()}, 'x')::text`,
    );
    expect((await lots(user)).data).toEqual([]);
    expect((await lots(user, { include_empty: 'true' })).data).toMatchObject([{ granted: 10, remaining: 0 }]);
  });
});
