import { createDb, systemRoleOf } from '@pingvas/db';
import { newId } from '@pingvas/http';
import { PLANS } from '@pingvas/plans';
import { Value } from 'typebox/value';
import { afterAll, describe, expect, test } from 'vitest';
import { bearer } from '../test/user-client.ts';
import { startUserService } from '../test/user-service.ts';
import { Me } from './me.schemas.ts';

const { client, clock, database, deps } = await startUserService();
const { db } = deps;
const me = async (headers: Readonly<Record<string, string>>) => client.call('GET', '/me', undefined, headers);

const payments = createDb<'subscription'>({
  url: database.urls.payment,
  schema: database.schema,
  systemRole: systemRoleOf(database.schema, 'payment'),
  poolMax: 1,
});
afterAll(() => payments.close());

/** A contract with a shorter queue than its plan's, as payment-service writes it. */
const subscribe = async (userId: string): Promise<void> => {
  const [currentPeriodStart, currentPeriodEnd] = [clock.now(), new Date(clock.now().getTime() + 30 * 86_400_000)];
  const period = { currentPeriodStart, currentPeriodEnd, billingPeriod: 'monthly', monthlyCredits: 5_000 };
  const contract = { planType: 'enterprise', status: 'active', limits: { queue_size: 7 } };
  await payments.withSystem((tx) => tx.subscription.create({ data: { id: newId(), userId, ...period, ...contract } }));
};

describe('the account of the caller', () => {
  test('is complete for a new free user', async () => {
    const { tokens } = await client.register();
    const { status, headers, body } = await me(bearer(tokens));
    expect(status).toBe(200);
    expect(Value.Check(Me, body)).toBe(true);
    expect(body).toMatchObject({
      ...tokens.user,
      credits: { available: 100, held: 0, balance: 100, lifetime_earned: 100, lifetime_spent: 0, low_threshold: 10 },
      subscription: { id: null, plan_type: 'free', status: 'active', monthly_credits: 100 },
      limits: PLANS.free.limits,
      storage: { used_bytes: 0, quota_bytes: 2 ** 30, used_percent: 0 },
      oauth_connections: [],
      username_change_allowed_at: null,
    });
    expect(body.credits).toMatchObject({ next_expiry: { credits: 100 } });
    expect(headers['cache-control']).toBe('private, no-store');
    expect(headers.etag).toMatch(/^"/);
    expect(headers['x-ratelimit-limit']).toBe('20000');
  });

  test('is the caller’s own, never another one’s', async () => {
    const people = await Promise.all([1, 2, 3, 4].map(() => client.register()));
    const shown = await Promise.all([...people, ...people].map(({ tokens }) => me(bearer(tokens))));
    expect(shown.map(({ body }) => body.id)).toEqual([...people, ...people].map(({ tokens }) => tokens.user.id));
  });

  test('shows the plan that is paid for, with the terms of its contract', async () => {
    const { tokens } = await client.register();
    await subscribe(tokens.user.id);
    await expect
      .poll(async () => (await me(bearer(tokens))).body)
      .toMatchObject({
        subscription: { plan_type: 'enterprise', status: 'active', monthly_credits: 5_000 },
        limits: { ...PLANS.enterprise.limits, queue_size: 7 },
        credits: { low_threshold: 500 },
        storage: { quota_bytes: null },
      });
  });

  test('says when the name can be changed again', async () => {
    const { tokens } = await client.register();
    const usernameChangedAt = clock.now();
    await db.withSystem((tx) => tx.user.update({ where: { id: tokens.user.id }, data: { usernameChangedAt } }));
    const allowedAt = new Date(usernameChangedAt.getTime() + 30 * 86_400_000).toISOString();
    expect((await me(bearer(tokens))).body.username_change_allowed_at).toBe(allowedAt);
  });

  test('is still shown while its deletion is pending, not while it is suspended', async () => {
    const [leaving, suspended] = [(await client.register()).tokens, (await client.register()).tokens];
    await db.withSystem(async (tx) => {
      await tx.user.update({ where: { id: leaving.user.id }, data: { status: 'pending_deletion' } });
      await tx.user.update({ where: { id: suspended.user.id }, data: { status: 'suspended' } });
    });
    expect((await me(bearer(leaving))).body).toMatchObject({ status: 'pending_deletion', is_active: false });
    expect(await me(bearer(suspended))).toMatchObject({ status: 403, body: { code: 'ACCOUNT_SUSPENDED' } });
  });

  test('is hidden from a stranger', async () => {
    expect(await me({})).toMatchObject({ status: 401, body: { code: 'UNAUTHORIZED' } });
    expect(await me({ authorization: 'Bearer nonsense' })).toMatchObject({
      status: 401,
      body: { code: 'INVALID_TOKEN' },
    });
  });
});
