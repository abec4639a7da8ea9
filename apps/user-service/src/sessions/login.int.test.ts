import { describe, expect, test } from 'vitest';
import { newPerson } from '../test/user-client.ts';
import { startUserService, webOrigin } from '../test/user-service.ts';
import { createPasswordHasher, type PasswordHasher } from '../passwords/password-hasher.ts';
import { createLoginService } from './login.service.ts';

const { client, clock, deps } = await startUserService();
const { db } = deps;
const { tokens, ...person } = await client.register();
const userId = tokens.user.id;

describe('login', () => {
  test('opens a login of its own, also with another case of the address', async () => {
    const pair = await client.login({ ...person, email: person.email.toUpperCase() });
    expect(pair.session_id).not.toBe(tokens.session_id);
    expect(pair.user.id).toBe(userId);
    const session = await db.withSystem((tx) => tx.session.findUnique({ where: { id: pair.session_id } }));
    expect(session).toMatchObject({ userId, tokenDelivery: 'body', revokedAt: null });
    expect(session?.ip).toBe('127.0.0.1');
  });

  test('an unknown address and a wrong password look the same', async () => {
    const wrong = await client.post('/auth/login', { email: person.email, password: 'not the password' });
    const unknown = await client.post('/auth/login', { email: newPerson().email, password: 'not the password' });
    expect(wrong).toMatchObject({ status: 401, body: { code: 'INVALID_CREDENTIALS' } });
    expect(wrong.headers['www-authenticate']).toBe('Bearer');
    expect({ ...unknown.body, request_id: wrong.body.request_id }).toEqual(wrong.body);
    expect(Object.keys(unknown.headers).toSorted()).toEqual(Object.keys(wrong.headers).toSorted());
  });

  test('an unknown address costs the same work: a password is verified for it too', async () => {
    const verified: boolean[] = [];
    const real = createPasswordHasher();
    const hasher: PasswordHasher = {
      hash: real.hash,
      verify: (passwordHash, password) => {
        verified.push(passwordHash !== null);
        return real.verify(passwordHash, password);
      },
    };
    const { login } = createLoginService({ db, hasher, clock });
    const origin = { ip: '127.0.0.1', userAgent: 'test', requestId: 'request-1' };
    for (const email of [person.email, newPerson().email]) {
      const attempt = login({ email, password: 'wrong password', tokenDelivery: 'body' }, origin);
      await expect(attempt).rejects.toMatchObject({ code: 'INVALID_CREDENTIALS' });
    }
    expect(verified).toEqual([true, false]);
  });

  test('an account without a password cannot be signed into', async () => {
    const other = await client.register();
    await db.withSystem((tx) => tx.user.update({ where: { id: other.tokens.user.id }, data: { passwordHash: null } }));
    const answer = await client.post('/auth/login', { email: other.email, password: other.password });
    expect(answer).toMatchObject({ status: 401, body: { code: 'INVALID_CREDENTIALS' } });
  });

  test('a suspended account says so to its owner only', async () => {
    const other = await client.register();
    await db.withSystem((tx) => tx.user.update({ where: { id: other.tokens.user.id }, data: { status: 'suspended' } }));
    const { email, password } = other;
    const right = await client.post('/auth/login', { email, password });
    expect(right).toMatchObject({ status: 403, body: { code: 'ACCOUNT_SUSPENDED' } });
    const wrong = await client.post('/auth/login', { email, password: 'not the password' });
    expect(wrong).toMatchObject({ status: 401, body: { code: 'INVALID_CREDENTIALS' } });
  });

  test('a user who is about to be deleted may sign in', async () => {
    const other = await client.register();
    await db.withSystem((tx) =>
      tx.user.update({ where: { id: other.tokens.user.id }, data: { status: 'pending_deletion' } }),
    );
    expect((await client.login(other)).user).toMatchObject({ status: 'pending_deletion', is_active: false });
  });

  test('signs nobody in by a pattern', async () => {
    const answer = await client.post('/auth/login', { email: '%@example.test', password: person.password });
    expect(answer).toMatchObject({ status: 401, body: { code: 'INVALID_CREDENTIALS' } });
  });

  test('the cookie has exactly the attributes of the contract', async () => {
    const body = { email: person.email, password: person.password, token_delivery: 'cookie' };
    const answer = await client.post('/auth/login', body, { origin: webOrigin });
    expect(answer).toMatchObject({ status: 200, body: { refresh_token: null } });
    const [value, ...attributes] = String(answer.headers['set-cookie']).split('; ');
    expect(value).toMatch(/^pingvas_refresh=rt_/);
    expect(attributes.toSorted()).toEqual([
      'HttpOnly',
      'Max-Age=604800',
      'Path=/api/v1/users/auth',
      'SameSite=Strict',
      'Secure',
    ]);
  });

  test.each([{}, { origin: 'https://elsewhere.example' }, { origin: 'null' }])(
    'no cookie is set for another site: %j',
    async (headers) => {
      const body = { email: person.email, password: person.password, token_delivery: 'cookie' };
      const answer = await client.post('/auth/login', body, headers);
      expect(answer).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } });
      expect(answer.headers['set-cookie']).toBeUndefined();
    },
  );
});
