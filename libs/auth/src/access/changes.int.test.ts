import { sql } from '@pingvas/db';
import { insertUser, issueToken, testDatabase, testRedis, type TestUser } from '@pingvas/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { announceEviction } from '../index.ts';
import { asSystem, startGuardedService, type GuardedService } from '../test/guarded-service.ts';

const database = await testDatabase();
const redisUrl = await testRedis();
let service: GuardedService;
beforeAll(async () => {
  service = await startGuardedService(database, redisUrl);
});
afterAll(() => service.close());

const call = (path: string, bearer?: string, method: 'GET' | 'POST' = 'GET') =>
  service.app.inject({
    method,
    url: `/api/v1/gallery${path}`,
    headers: bearer === undefined ? {} : { authorization: bearer },
  });
const codeOf = async (path: string, bearer?: string) =>
  (await call(path, bearer)).json<{ code?: string }>().code ?? 'ok';
const signIn = async (): Promise<TestUser & { bearer: string }> => {
  const user = await insertUser(database);
  return { ...user, bearer: `Bearer ${await issueToken({ userId: user.id, sessionId: user.sessionId })}` };
};
const revoke = (user: TestUser) =>
  asSystem(database, sql`UPDATE sessions SET revoked_at = now() WHERE id = ${user.sessionId}::uuid`);
const within5s = { timeout: 5000, interval: 200 };

describe('a change of the account', () => {
  test('a revoked login is refused within 5 s, without any hint', async () => {
    const user = await signIn();
    expect(await codeOf('/open', user.bearer)).toBe('ok');
    await revoke(user);
    await expect.poll(() => codeOf('/open', user.bearer), within5s).toBe('INVALID_TOKEN');
  });

  test('a hint about the user makes every login ask again', async () => {
    const [user, other] = [await signIn(), await signIn()];
    for (const { bearer } of [user, other]) await codeOf('/open', bearer);
    await revoke(user);
    await announceEviction(service.redis, { userId: user.id });
    await expect.poll(() => codeOf('/open', user.bearer), within5s).toBe('INVALID_TOKEN');
    expect(await codeOf('/open', other.bearer)).toBe('ok');
  });

  test('a suspension acts on open logins', async () => {
    const user = await signIn();
    expect(await codeOf('/user', user.bearer)).toBe('ok');
    await asSystem(database, sql`UPDATE users SET status = 'suspended' WHERE id = ${user.id}::uuid`);
    await announceEviction(service.redis, { sessionId: user.sessionId });
    await expect.poll(() => codeOf('/user', user.bearer), within5s).toBe('ACCOUNT_SUSPENDED');
  });

  test('a stream is told that its login has ended, or its token', async () => {
    const user = await signIn();
    const caller = { ...CALLER, userId: user.id, sessionId: user.sessionId };
    const { isStillAllowed } = service.app.access;
    expect(await isStillAllowed(caller)).toBe(true);
    expect(await isStillAllowed({ ...caller, tokenExpiresAt: new Date(Date.now() - 1) })).toBe(false);
    await revoke(user);
    await expect.poll(() => isStillAllowed(caller), within5s).toBe(false);
  });
});

const CALLER = {
  sessionCreatedAt: new Date(),
  status: 'active',
  role: 'user',
  emailVerified: true,
  planType: 'free',
  planKey: '',
  terms: {},
  tokenExpiresAt: null,
} as const;

describe('a ticket', () => {
  const newTicket = async (bearer: string) =>
    (await call('/tickets', bearer, 'POST')).json<{ ticket: string }>().ticket;

  test('opens a stream as its owner, once', async () => {
    const user = await signIn();
    for (const path of ['/stream', '/socket']) {
      const ticket = await newTicket(user.bearer);
      expect((await call(`${path}?ticket=${ticket}`)).json()).toEqual({ user_id: user.id });
      expect(await codeOf(`${path}?ticket=${ticket}`)).toBe('INVALID_TOKEN');
    }
  });

  test('opens no other row, and none when it is made up', async () => {
    const ticket = await newTicket((await signIn()).bearer);
    expect(await codeOf(`/user?ticket=${ticket}`)).toBe('UNAUTHORIZED');
    for (const bad of ['', 'unknown', 'x'.repeat(43), '*'])
      expect(await codeOf(`/stream?ticket=${bad}`)).toBe('INVALID_TOKEN');
  });

  test('ends with the login that asked for it', async () => {
    const user = await signIn();
    const ticket = await newTicket(user.bearer);
    await revoke(user);
    await announceEviction(service.redis, { sessionId: user.sessionId });
    // A used ticket is INVALID_TOKEN as well: so the login itself must be gone first.
    await expect.poll(() => codeOf('/open', user.bearer), within5s).toBe('INVALID_TOKEN');
    expect(await codeOf(`/stream?ticket=${ticket}`)).toBe('INVALID_TOKEN');
  });
});

test('while the database is away nobody is let in, and nobody is told that his login is bad', async () => {
  const [user, known] = [await signIn(), await signIn()];
  const other = await startGuardedService(database, redisUrl);
  const ask = (bearer: string) => other.app.inject({ url: '/api/v1/gallery/open', headers: { authorization: bearer } });
  expect((await ask(known.bearer)).statusCode).toBe(200);
  other.breakDatabase();
  const answer = await ask(user.bearer);
  expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '2']);
  expect((await other.app.inject('/api/v1/gallery/open')).statusCode).toBe(200);
  await other.close();
});
