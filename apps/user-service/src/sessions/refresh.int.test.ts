import { describe, expect, test } from 'vitest';
import type { Answer } from '../test/user-client.ts';
import { startUserService, webOrigin } from '../test/user-service.ts';

const { client, deps, clock } = await startUserService();
const { db } = deps;

const refresh = (token: unknown): Promise<Answer> => client.post('/auth/refresh', { refresh_token: token });
const opened = async () => {
  const { tokens } = await client.register();
  return { sessionId: tokens.session_id, userId: tokens.user.id, token: tokens.refresh_token ?? '' };
};
const sessionOf = (id: string) => db.withSystem((tx) => tx.session.findUnique({ where: { id } }));
const problem = (status: number, code: string) => ({ status, body: { code } });

describe('refresh', () => {
  test('gives new tokens within the same login', async () => {
    const { token, sessionId } = await opened();
    const answer = await refresh(token);
    expect(answer).toMatchObject({ status: 200, body: { session_id: sessionId } });
    expect(answer.body.refresh_token).toMatch(/^rt_/);
    expect(answer.body.refresh_token).not.toBe(token);
    expect((await refresh(answer.body.refresh_token)).status).toBe(200);
  });

  test('a token used again ends the login, and that lasts', async () => {
    const { token, sessionId } = await opened();
    const { body: next } = await refresh(token);
    expect(await refresh(token)).toMatchObject(problem(401, 'TOKEN_REUSED'));
    expect(await sessionOf(sessionId)).toMatchObject({ revokedReason: 'reuse' });
    expect(await refresh(next.refresh_token)).toMatchObject(problem(401, 'INVALID_TOKEN'));
    expect(await refresh(token)).toMatchObject(problem(401, 'TOKEN_REUSED'));
  });

  test('of twenty uses at once one gets tokens, and the login is ended', async () => {
    const { token, sessionId, userId } = await opened();
    const answers = await Promise.all(Array.from({ length: 20 }, () => refresh(token)));
    const codes = answers.map(({ status, body }) => (status === 200 ? 'ok' : body.code)).toSorted();
    expect(codes).toEqual([...Array<string>(19).fill('TOKEN_REUSED'), 'ok']);
    expect((await sessionOf(sessionId))?.revokedAt).not.toBeNull();
    const acts = await db.withSystem((tx) =>
      tx.auditLog.count({ where: { userId, action: 'session.reuse_detected' } }),
    );
    expect(acts).toBe(1);
  });

  test('another login of the user stays open', async () => {
    const person = await client.register();
    const other = await client.login(person);
    await refresh(person.tokens.refresh_token);
    await refresh(person.tokens.refresh_token);
    expect((await refresh(other.refresh_token)).status).toBe(200);
  });

  test('a token is good for seven days, an expired one says so', async () => {
    const [early, late] = [await opened(), await opened()];
    clock.advanceMs(7 * 86_400_000 - 1000);
    expect((await refresh(early.token)).status).toBe(200);
    clock.advanceMs(1000);
    expect(await refresh(late.token)).toMatchObject(problem(401, 'TOKEN_EXPIRED'));
    expect((await sessionOf(late.sessionId))?.revokedAt).toBeNull();
  });

  test.each([
    ['no token', {}, 'UNAUTHORIZED'],
    ['null', { refresh_token: null }, 'UNAUTHORIZED'],
    ['an empty one', { refresh_token: '' }, 'INVALID_TOKEN'],
    ['one of another form', { refresh_token: 'eyJhbGciOiJub25lIn0.e30.' }, 'INVALID_TOKEN'],
    ['an unknown one', { refresh_token: `rt_${'A'.repeat(43)}` }, 'INVALID_TOKEN'],
  ])('%s gets nothing', async (_what, body, code) => {
    expect(await client.post('/auth/refresh', body)).toMatchObject(problem(401, code));
  });

  test('neither a suspended nor a deleted user gets new tokens', async () => {
    const [suspended, deleted] = [await opened(), await opened()];
    await db.withSystem(async (tx) => {
      await tx.user.update({ where: { id: suspended.userId }, data: { status: 'suspended' } });
      await tx.user.update({ where: { id: deleted.userId }, data: { deletedAt: new Date() } });
    });
    expect(await refresh(suspended.token)).toMatchObject(problem(403, 'ACCOUNT_SUSPENDED'));
    expect(await refresh(deleted.token)).toMatchObject(problem(401, 'INVALID_TOKEN'));
  });
});

describe('refresh by cookie', () => {
  const cookieOf = (answer: Answer): string => String(answer.headers['set-cookie']).split(';')[0] ?? '';
  const openedByCookie = async () => {
    const { email, password } = await client.register();
    const body = { email, password, token_delivery: 'cookie' };
    const answer = await client.post('/auth/login', body, { origin: webOrigin });
    return { cookie: cookieOf(answer), sessionId: String(answer.body.session_id) };
  };
  const refreshBy = (cookie: string, origin: string | undefined = webOrigin) =>
    client.post('/auth/refresh', {}, { cookie, ...(origin !== '' && { origin }) });

  test('answers the way it was asked', async () => {
    const { cookie } = await openedByCookie();
    const answer = await refreshBy(cookie);
    expect(answer).toMatchObject({ status: 200, body: { refresh_token: null } });
    expect(cookieOf(answer)).toMatch(/^pingvas_refresh=rt_/);
    expect(cookieOf(answer)).not.toBe(cookie);
  });

  test.each(['', 'https://elsewhere.example'])('is refused from another site: %j', async (origin) => {
    const { cookie } = await openedByCookie();
    expect(await refreshBy(cookie, origin)).toMatchObject(problem(403, 'FORBIDDEN'));
    expect((await refreshBy(cookie)).status).toBe(200);
  });

  test('the second of two tabs is told to take the new cookie, and the login stays open', async () => {
    const { cookie, sessionId } = await openedByCookie();
    const answers = await Promise.all([refreshBy(cookie), refreshBy(cookie)]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409]);
    expect(answers.find(({ status }) => status === 409)).toMatchObject(problem(409, 'CONFLICT'));
    expect((await sessionOf(sessionId))?.revokedAt).toBeNull();
  });

  test('ten seconds later a spent cookie ends the login', async () => {
    const { cookie, sessionId } = await openedByCookie();
    await refreshBy(cookie);
    clock.advanceMs(10_000);
    expect(await refreshBy(cookie)).toMatchObject(problem(401, 'TOKEN_REUSED'));
    expect((await sessionOf(sessionId))?.revokedAt).not.toBeNull();
  });

  test('only the token spent last has these ten seconds', async () => {
    const { cookie, sessionId } = await openedByCookie();
    const second = cookieOf(await refreshBy(cookie));
    clock.advanceMs(1000);
    await refreshBy(second);
    expect(await refreshBy(second)).toMatchObject(problem(409, 'CONFLICT'));
    expect(await refreshBy(cookie)).toMatchObject(problem(401, 'TOKEN_REUSED'));
    expect((await sessionOf(sessionId))?.revokedAt).not.toBeNull();
  });

  test('a cookie’s token that is shown in a body has no grace', async () => {
    const { cookie } = await openedByCookie();
    await refreshBy(cookie);
    expect(await refresh(cookie.split('=')[1])).toMatchObject(problem(401, 'TOKEN_REUSED'));
  });

  test('the body goes before the cookie', async () => {
    const [{ cookie }, { token, sessionId }] = [await openedByCookie(), await opened()];
    const answer = await client.post('/auth/refresh', { refresh_token: token }, { cookie });
    expect(answer).toMatchObject({ status: 200, body: { session_id: sessionId } });
    expect(answer.headers['set-cookie']).toBeUndefined();
  });
});
