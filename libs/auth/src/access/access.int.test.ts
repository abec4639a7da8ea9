import { createHmac, createPublicKey } from 'node:crypto';
import {
  createSigningKey,
  insertUser,
  issueToken,
  servers,
  testDatabase,
  testRedis,
  type TestUser,
  type TestUserOptions,
} from '@pingvas/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startGuardedService, type GuardedService } from '../test/guarded-service.ts';

const database = await testDatabase();
const redisUrl = await testRedis();
let service: GuardedService;
beforeAll(async () => {
  service = await startGuardedService(database, redisUrl);
});
afterAll(() => service.close());

const call = (path: string, authorization?: string, more: object = {}) =>
  service.app.inject({
    url: `/api/v1/gallery${path}`,
    headers: authorization === undefined ? {} : { authorization },
    ...more,
  });
const codeOf = async (...args: Parameters<typeof call>) => {
  const answer = await call(...args);
  const { code } = answer.json<{ code?: string }>();
  return code === undefined ? answer.statusCode : `${answer.statusCode} ${code}`;
};
const signIn = async (options: TestUserOptions = {}): Promise<TestUser & { bearer: string }> => {
  const user = await insertUser(database, options);
  return { ...user, bearer: `Bearer ${await tokenOf(user)}` };
};
const tokenOf = (user: TestUser, more: Partial<Parameters<typeof issueToken>[0]> = {}) =>
  issueToken({ userId: user.id, sessionId: user.sessionId, ...more });
const post = { method: 'POST', payload: '{"name":"a"}', headers: {} };
const asJson = (authorization?: string) => ({
  ...post,
  headers: { 'content-type': 'application/json', ...(authorization !== undefined && { authorization }) },
});

describe('a credential', () => {
  test('is asked for by every row that is not public, before anything else', async () => {
    for (const path of ['/user', '/restore', '/moderator', '/admin', '/stream', '/socket']) {
      expect([path, await codeOf(path)]).toEqual([path, '401 UNAUTHORIZED']);
    }
    expect(await codeOf('/key', undefined, { ...post, headers: { 'content-type': 'text/plain' } })).toBe(
      '401 UNAUTHORIZED',
    );
    expect([await codeOf('/public'), await codeOf('/open')]).toEqual([200, 200]);
  });

  test('names its user', async () => {
    const user = await signIn();
    for (const path of ['/user', '/open', '/stream'])
      expect((await call(path, user.bearer)).json()).toEqual({ user_id: user.id });
    expect((await call('/public', user.bearer)).json()).toEqual({ user_id: null });
  });

  test('that is bad is refused where one counts, and ignored on a public row', async () => {
    expect([await codeOf('/user', 'Bearer not.a.token'), await codeOf('/open', 'Bearer not.a.token')]).toEqual([
      '401 INVALID_TOKEN',
      '401 INVALID_TOKEN',
    ]);
    expect(await codeOf('/public', 'Bearer not.a.token')).toBe(200);
  });

  test('of another scheme or place is none', async () => {
    const { bearer } = await signIn();
    expect(await codeOf('/user', bearer.replace('Bearer', 'Basic'))).toBe('401 UNAUTHORIZED');
    expect(await codeOf('/user', 'Bearer')).toBe('401 UNAUTHORIZED');
    expect(await codeOf('/user', undefined, { headers: { 'x-api-key': bearer } })).toBe('401 UNAUTHORIZED');
    expect(await codeOf(`/user?access_token=${bearer.slice(7)}`)).toBe('401 UNAUTHORIZED');
    expect(await codeOf('/user', `Bearer pk_abcdefgh_${'a'.repeat(43)}`)).toBe('401 INVALID_TOKEN');
  });
});

describe('a token that we did not make is refused', () => {
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const forgeries: Record<string, (user: TestUser, token: string) => Promise<string> | string> = {
    'another key under our kid': async (user) =>
      tokenOf(user, { key: { ...(await createSigningKey()), kid: servers().signingKey.kid } }),
    'a key that nobody published': async (user) => tokenOf(user, { key: await createSigningKey() }),
    'another audience': (user) => tokenOf(user, { audience: 'other-api' }),
    'another issuer': (user) => tokenOf(user, { issuer: 'https://elsewhere.example' }),
    'another type': (user) => tokenOf(user, { type: 'JWT' }),
    'another user of the same login': (user) => tokenOf({ ...user, id: '01934b6a-7c00-7000-8000-00000000002a' }),
    'a login that does not exist': (user) => tokenOf({ ...user, sessionId: '01934b6a-7c00-7000-8000-00000000002a' }),
    'a login that is no id': (user) => tokenOf({ ...user, sessionId: 'x' }),
    'alg none': (_user, token) => `${encode({ ...headerOf(token), alg: 'none' })}.${token.split('.')[1]}.`,
    'HS256 with the public key as secret': (_user, token) => {
      const { kty, crv, x } = servers().signingKey;
      const pem = createPublicKey({ key: { kty, crv, x }, format: 'jwk' }).export({ type: 'spki', format: 'pem' });
      const signed = `${encode({ ...headerOf(token), alg: 'HS256' })}.${token.split('.')[1]}`;
      return `${signed}.${createHmac('sha256', pem).update(signed).digest('base64url')}`;
    },
    'a role raised under the old signature': (_user, token) => {
      const [head = '', claims = '', signature = ''] = token.split('.');
      const raised = { ...(JSON.parse(Buffer.from(claims, 'base64url').toString()) as object), role: 'admin' };
      return `${head}.${encode(raised)}.${signature}`;
    },
    'no signature': (_user, token) => `${token.split('.').slice(0, 2).join('.')}.`,
    'more after it': (_user, token) => `${token} x`,
  };
  const headerOf = (token: string) =>
    JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()) as object;

  test.each(Object.entries(forgeries))('%s', async (_name, forge) => {
    const user = await insertUser(database);
    const token = await forge(user, await tokenOf(user));
    expect(await codeOf('/user', `Bearer ${token}`)).toBe('401 INVALID_TOKEN');
  });

  test('one of ours that has expired says so', async () => {
    const token = await tokenOf(await insertUser(database), { issuedAt: new Date(Date.now() - 1_000_000) });
    expect(await codeOf('/user', `Bearer ${token}`)).toBe('401 TOKEN_EXPIRED');
  });
});

describe('the account', () => {
  test.each([
    [{ status: 'suspended' }, '/user', '403 ACCOUNT_SUSPENDED'],
    [{ status: 'suspended' }, '/open', '403 ACCOUNT_SUSPENDED'],
    [{ status: 'suspended', role: 'admin' }, '/admin', '403 ACCOUNT_SUSPENDED'],
    [{ status: 'pending_deletion' }, '/user', '403 ACCOUNT_PENDING_DELETION'],
    [{ status: 'pending_deletion' }, '/restore', 200],
    [{ role: 'user' }, '/admin', '403 FORBIDDEN'],
    [{ role: 'user' }, '/moderator', '403 FORBIDDEN'],
    [{ role: 'moderator' }, '/moderator', 200],
    [{ role: 'moderator' }, '/admin', '403 FORBIDDEN'],
    [{ role: 'admin' }, '/moderator', 200],
    [{ role: 'admin' }, '/admin', 200],
  ] as const)('%j on %s: %s', async (options, path, expected) => {
    expect(await codeOf(path, (await signIn(options)).bearer)).toBe(expected);
  });

  test('an unverified e-mail is refused before the body is read', async () => {
    const [unverified, verified] = [await signIn({ emailVerified: false }), await signIn()];
    const wrongType = (bearer: string) => ({
      ...post,
      headers: { 'content-type': 'text/plain', authorization: bearer },
    });
    expect(await codeOf('/key', undefined, wrongType(unverified.bearer))).toBe('403 EMAIL_NOT_VERIFIED');
    expect(await codeOf('/key', undefined, wrongType(verified.bearer))).toBe('415 UNSUPPORTED_MEDIA_TYPE');
    expect(await codeOf('/key', undefined, asJson(verified.bearer))).toBe(200);
  });
});

describe('rate limits', () => {
  test('come after the credential and before the account', async () => {
    const { bearer } = await signIn({ emailVerified: false });
    const codes = [];
    for (let count = 0; count < 3; count++) codes.push(await codeOf('/key', undefined, asJson(bearer)));
    expect(codes).toEqual(['403 EMAIL_NOT_VERIFIED', '403 EMAIL_NOT_VERIFIED', '429 RATE_LIMIT_EXCEEDED']);
  });

  test('are told on every counted answer, and the refusal says when to come back', async () => {
    const { bearer } = await signIn();
    const first = await call('/user', bearer);
    expect(first.headers).toMatchObject({
      'ratelimit-policy': '"minute";q=20;w=60, "hour";q=100;w=3600, "day";q=1000;w=86400',
      ratelimit: expect.stringMatching(/^"minute";r=19;t=\d+$/) as string,
      'x-ratelimit-limit': '20',
      'x-ratelimit-remaining': '19',
      'x-ratelimit-reset': expect.stringMatching(/^\d{10}$/) as string,
    });
    for (let count = 0; count < 2; count++) await call('/key', undefined, asJson(bearer));
    const refused = await call('/key', undefined, asJson(bearer));
    expect(refused.headers['ratelimit-policy']).toMatch(/, "gen";q=2;w=60$/);
    expect(refused.headers).toMatchObject({
      'x-ratelimit-remaining': '0',
      'retry-after': expect.stringMatching(/^\d+$/) as string,
    });
    expect(refused.json()).toMatchObject({ code: 'RATE_LIMIT_EXCEEDED', policy: 'gen', limit: 2 });
  });
});
