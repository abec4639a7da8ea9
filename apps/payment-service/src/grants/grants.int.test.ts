import type { Problem } from '@pingvas/errors';
import { newId, type Page } from '@pingvas/http';
import type { Credits } from '@pingvas/plans';
import { describe, expect, test } from 'vitest';
import type { LedgerEntry } from '../credits/credits.schemas.ts';
import { createLook } from '../test/look.ts';
import { startPaymentService, type SignedIn } from '../test/payment-service.ts';

const { call, database, deps, signIn } = await startPaymentService();
const look = createLook(database);
const admin = await signIn({ role: 'admin' });
const reason = 'A reason of more than ten';

const send = <Body = LedgerEntry>(body: object, headers: Record<string, string> = {}) =>
  call<Body>('/admin/grants', { method: 'POST', headers: { ...admin.headers, ...headers }, body });
const grant = ({ user }: SignedIn, credits: number, more: object = {}, headers: Record<string, string> = {}) =>
  send({ user_id: user.id, credits, reason, ...more }, headers);
const refused = async ({ user }: SignedIn, credits: number, more: object = {}) =>
  (await send<Problem>({ user_id: user.id, credits, reason, ...more })).body;
const balance = async ({ headers }: SignedIn) => (await call<Credits>('/credits/balance', { headers })).body;
const entries = async ({ headers }: SignedIn) =>
  (await call<Page<LedgerEntry>>('/credits/transactions', { headers, query: { limit: '100' } })).body.data;

describe('an administrator', () => {
  test('gives credits, and it is written down', async () => {
    const user = await signIn();
    const { status, body, headers } = await grant(user, 500);
    expect(status).toBe(201);
    expect(body).toMatchObject({
      type: 'admin_adjustment',
      amount: 500,
      available_after: 500,
      reference_type: 'admin',
    });
    expect(headers['content-type']).toBe('application/json; charset=utf-8');
    expect(await entries(user)).toEqual([body]);
    expect(await look.eventTypes(user.user.id)).toEqual(['credits.updated']);
    expect(await look.audited(user.user.id)).toEqual([{ action: 'credits.adjust', actorId: admin.user.id, reason }]);
  });

  test('gives credits that lapse', async () => {
    const user = await signIn();
    const expires_at = new Date(Date.now() + 86_400_000).toISOString();
    await grant(user, 5, { expires_at });
    expect((await balance(user)).next_expiry).toEqual({ credits: 5, at: expires_at });
  });

  test('takes credits, and never more than there are', async () => {
    const user = await signIn();
    await grant(user, 10);
    expect((await grant(user, -4)).body).toMatchObject({ type: 'admin_adjustment', amount: -4, available_after: 6 });
    expect(await refused(user, -7)).toMatchObject({
      status: 402,
      code: 'INSUFFICIENT_CREDITS',
      required: 7,
      available: 6,
      shortfall: 1,
    });
    expect((await balance(user)).available).toBe(6);
    expect(await look.audited(user.user.id)).toHaveLength(2);
  });

  test('gives back what a job cost, once and at most that', async () => {
    const user = await signIn();
    const job_id = await look.insertJob(user.user.id, 8);
    expect(await refused(user, 9, { job_id })).toMatchObject({ status: 400, code: 'INVALID_PARAMETERS' });
    const { body } = await grant(user, 8, { job_id });
    expect(body).toMatchObject({ type: 'refund', amount: 8, reference_type: 'generation_job', reference_id: job_id });
    expect(await refused(user, 1, { job_id })).toMatchObject({ status: 409, code: 'CONFLICT' });
    const running = await look.insertJob(user.user.id, null);
    expect(await refused(user, 1, { job_id: running })).toMatchObject({ status: 409, code: 'CONFLICT' });
    expect((await balance(user)).available).toBe(8);
  });

  test('gives back a job once, however many do it at once', async () => {
    const user = await signIn();
    const job_id = await look.insertJob(user.user.id, 8);
    const answers = await Promise.all(Array.from({ length: 6 }, () => grant(user, 8, { job_id })));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409, 409, 409, 409, 409]);
    expect((await balance(user)).available).toBe(8);
  });

  test('cannot give for what is not there', async () => {
    const [user, other] = [await signIn(), await signIn()];
    const foreign = await look.insertJob(other.user.id, 8);
    for (const job_id of [foreign, newId()])
      expect(await refused(user, 1, { job_id })).toMatchObject({ status: 404, errors: [{ pointer: '/job_id' }] });
    const unknown = (await send<Problem>({ user_id: newId(), credits: 1, reason })).body;
    expect(unknown).toMatchObject({ status: 404, code: 'NOT_FOUND', errors: [{ pointer: '/user_id' }] });
    expect(await entries(user)).toEqual([]);
  });

  test.each([
    ['/credits', { credits: 0 }],
    ['/credits', { credits: 1_000_001 }],
    ['/credits', { credits: 1.5 }],
    ['/credits', { credits: '5' }],
    ['/reason', { reason: 'too short' }],
    ['/reason', { reason: undefined }],
    ['/user_id', { user_id: 'me' }],
    ['/amount', { amount: 5 }],
    ['/expires_at', { expires_at: '2020-01-01T00:00:00Z' }],
    ['/expires_at', { expires_at: '2030-12-31T23:59:60Z' }],
    ['/job_id', { job_id: 7 }],
  ])('is told where a request is wrong: %s %o', async (pointer, change) => {
    const user = await signIn();
    expect(await refused(user, 1, change)).toMatchObject({
      status: 400,
      code: 'VALIDATION_ERROR',
      errors: [{ pointer }],
    });
    expect(await entries(user)).toEqual([]);
  });

  test('cannot take with an end or for a job', async () => {
    const user = await signIn();
    const body = await refused(user, -1, { job_id: newId(), expires_at: '2099-01-01T00:00:00Z' });
    expect(body).toMatchObject({
      code: 'INVALID_PARAMETERS',
      errors: [{ pointer: '/job_id' }, { pointer: '/expires_at' }],
    });
  });
});

describe('under an Idempotency-Key', () => {
  test('a repeat gets the same bytes and moves nothing', async () => {
    const user = await signIn();
    const key = { 'idempotency-key': newId() };
    const first = await grant(user, 50, {}, key);
    const second = await grant(user, 50, {}, { 'idempotency-key': `"${key['idempotency-key']}"` });
    expect([second.status, second.text]).toEqual([201, first.text]);
    expect([first.headers['idempotent-replayed'], second.headers['idempotent-replayed']]).toEqual([undefined, 'true']);
    expect((await balance(user)).available).toBe(50);
  });

  test('another request is refused, and another administrator has keys of his own', async () => {
    const user = await signIn();
    const key = { 'idempotency-key': newId() };
    await grant(user, 50, {}, key);
    expect((await grant(user, 51, {}, key)).body).toMatchObject({ status: 409, code: 'IDEMPOTENCY_CONFLICT' });
    const second = await signIn({ role: 'admin' });
    expect((await grant(user, 51, {}, { ...key, ...second.headers })).status).toBe(201);
  });

  test('many at once move credits once', async () => {
    const user = await signIn();
    const key = { 'idempotency-key': newId() };
    const answers = await Promise.all(Array.from({ length: 8 }, () => grant(user, 50, {}, key)));
    const done = answers.filter(({ status }) => status === 201);
    expect(new Set(done.map(({ text }) => text)).size).toBe(1);
    for (const { status, body, headers } of answers.filter((answer) => answer.status !== 201))
      expect([status, body, headers['retry-after']]).toMatchObject([409, { code: 'IDEMPOTENCY_IN_PROGRESS' }, '1']);
    expect((await balance(user)).available).toBe(50);
  });

  test('a refusal is not kept', async () => {
    const user = await signIn();
    const key = { 'idempotency-key': newId() };
    expect((await grant(user, -5, {}, key)).status).toBe(402);
    await grant(user, 10);
    expect((await grant(user, -5, {}, key)).status).toBe(201);
  });

  test('must be visible text', async () => {
    const user = await signIn();
    const { body } = await grant(user, 1, {}, { 'idempotency-key': 'k'.repeat(256) });
    expect(body).toMatchObject({ status: 400, code: 'INVALID_REQUEST' });
  });
});

test.each(['user', 'moderator'] as const)('a %s is refused before anything is read', async (role) => {
  const { headers } = await signIn({ role });
  expect((await send({ nonsense: true }, headers)).body).toMatchObject({ status: 403, code: 'FORBIDDEN' });
});

test('credits that 64 jobs want at once are held no further than they reach', async () => {
  const user = await signIn();
  await grant(user, 10);
  const held = await Promise.all(Array.from({ length: 64 }, () => look.hold(user.user.id, 1)));
  expect(held.filter((missing) => missing === null)).toHaveLength(10);
  expect(held.find((missing) => missing !== null)).toEqual({ required: 1, available: 0, shortfall: 1 });
  expect(await balance(user)).toMatchObject({ available: 0, held: 10, balance: 10 });
  expect(await deps.reconciliation.check()).toMatchObject({ ledger_drift_credits: 0, holds_without_job: 10 });
});
