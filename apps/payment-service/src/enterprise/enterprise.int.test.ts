import type { Problem } from '@pingvas/errors';
import { newId, type Page } from '@pingvas/http';
import { limitsInForce, type Credits, type Subscription } from '@pingvas/plans';
import { describe, expect, test } from 'vitest';
import type { CreditLot } from '../credits/credits.schemas.ts';
import { createLook } from '../test/look.ts';
import { startPaymentService, type SignedIn } from '../test/payment-service.ts';

const { call, database, deps, signIn } = await startPaymentService();
const look = createLook(database);
const admin = await signIn({ role: 'admin' });
const reason = 'Contract 2026-118 is signed';

const activate = <Body = Subscription>({ user }: SignedIn, more: object = {}, headers: Record<string, string> = {}) =>
  call<Body>('/admin/enterprise/activate', {
    method: 'POST',
    headers: { ...admin.headers, ...headers },
    body: { user_id: user.id, monthly_credits: 30_000, reason, ...more },
  });
const mine = async ({ headers }: SignedIn) => (await call<Subscription>('/subscriptions/me', { headers })).body;
const available = async ({ headers }: SignedIn) =>
  (await call<Credits>('/credits/balance', { headers })).body.available;
const lots = async ({ headers }: SignedIn) => (await call<Page<CreditLot>>('/credits/lots', { headers })).body.data;

describe('an activation', () => {
  test('puts plan, credits, event and audit in place together', async () => {
    const user = await signIn();
    const { status, body } = await activate(user, { limits: limitsInForce('studio') });
    expect(status).toBe(200);
    expect(body).toMatchObject({ plan_type: 'enterprise', status: 'active', monthly_credits: 30_000, ends_at: null });
    expect(body.next_credit_grant_at).toBe(body.current_period_end);
    expect(await mine(user)).toEqual(body);
    expect(await lots(user)).toMatchObject([{ kind: 'monthly', granted: 30_000, expires_at: body.current_period_end }]);
    expect(await look.eventTypes(user.user.id)).toEqual(['credits.updated', 'subscription.updated']);
    expect(await look.audited(user.user.id)).toEqual([
      { action: 'enterprise.activate', actorId: admin.user.id, reason },
    ]);
  });

  test('acts on the next call, though the caller has just been seen on the free plan', async () => {
    const user = await signIn();
    const before = await call('/subscriptions/me', { headers: user.headers });
    await activate(user, { limits: { rate_limits: { api: { minute: 77 } } } });
    await expect
      .poll(async () => (await call('/subscriptions/me', { headers: user.headers })).headers['ratelimit-policy'])
      .not.toBe(before.headers['ratelimit-policy']);
  });

  test('again changes the terms and gives the credits of the month once', async () => {
    const user = await signIn();
    const first = (await activate(user)).body;
    const second = (await activate(user, { monthly_credits: 10, limits: { queue_size: 7 } })).body;
    expect(second).toEqual({ ...first, monthly_credits: 10 });
    expect(await available(user)).toBe(30_000);
  });

  test('by two administrators at once gives credits once', async () => {
    const user = await signIn();
    const other = await signIn({ role: 'admin' });
    const answers = await Promise.all([activate(user), activate(user, {}, other.headers), activate(user)]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect(await available(user)).toBe(30_000);
  });

  test('under a key is done once', async () => {
    const user = await signIn();
    const key = { 'idempotency-key': newId() };
    const first = await activate(user, {}, key);
    const second = await activate(user, {}, key);
    expect([second.text, second.headers['idempotent-replayed']]).toEqual([first.text, 'true']);
    expect(await look.audited(user.user.id)).toHaveLength(1);
  });

  test('that ends within the month gives a shorter period and no next grant', async () => {
    const user = await signIn();
    const ends_at = new Date(Date.now() + 86_400_000).toISOString();
    const { body } = await activate(user, { ends_at, monthly_credits: 0 });
    expect(body).toMatchObject({ ends_at, current_period_end: ends_at, next_credit_grant_at: null });
    expect(await available(user)).toBe(0);
  });

  test('raises the running limit of a user who has jobs', async () => {
    const user = await signIn();
    await look.insertRunning(user.user.id, 1);
    await activate(user, { limits: { running_jobs: 4 } });
    expect(await look.runningLimit(user.user.id)).toBe(4);
  });

  test('is refused while a bought plan is in force, and replaces one that has ended', async () => {
    const user = await signIn();
    await deps.db.withSystem(
      (tx) => tx.$executeRaw`
      INSERT INTO subscriptions (id, user_id, provider_subscription_id, plan_type, status, current_period_start, current_period_end, monthly_credits)
      VALUES (${newId()}::uuid, ${user.user.id}::uuid, ${newId()}, 'pro', 'active', now(), now() + interval '1 month', 15000)`,
    );
    expect((await activate<Problem>(user)).body).toMatchObject({ status: 409, code: 'SUBSCRIPTION_EXISTS' });
    expect(await available(user)).toBe(0);
    await deps.db.withSystem((tx) =>
      tx.subscription.update({ where: { userId: user.user.id }, data: { status: 'expired' } }),
    );
    expect((await activate(user)).body).toMatchObject({ plan_type: 'enterprise', status: 'active' });
  });

  test.each([
    ['/monthly_credits', { monthly_credits: -1 }],
    ['/monthly_credits', { monthly_credits: null }],
    ['/limits/running_jobs', { limits: { running_jobs: 'many' } }],
    ['/limits/sides', { limits: { sides: 4 } }],
    ['/limits/features/magic', { limits: { features: { magic: true } } }],
    ['/ends_at', { ends_at: '2020-01-01T00:00:00Z' }],
    ['/reason', { reason: 'short' }],
    ['/plan', { plan: 'pro' }],
  ])('is told where it is wrong: %s %o', async (pointer, change) => {
    const user = await signIn();
    const { body } = await activate<Problem>(user, change);
    expect(body).toMatchObject({ status: 400, code: 'VALIDATION_ERROR', errors: [{ pointer }] });
    expect(await mine(user)).toMatchObject({ plan_type: 'free' });
  });

  test.each([
    ['/user_id', { user_id: newId() }],
    ['/request_id', { request_id: newId() }],
  ])('of what is not there is refused: %s', async (pointer, change) => {
    const { body } = await activate<Problem>(await signIn(), change);
    expect(body).toMatchObject({ status: 404, code: 'NOT_FOUND', errors: [{ pointer }] });
  });
});

test('a free user has a subscription too, from the day of sign-up', async () => {
  const user = await signIn();
  expect(await mine(user)).toMatchObject({ id: null, plan_type: 'free', status: 'active', monthly_credits: 100 });
  expect((await call('/subscriptions/me')).body).toMatchObject({ status: 401 });
});
