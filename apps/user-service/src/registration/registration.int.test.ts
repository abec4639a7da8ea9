import { describe, expect, test } from 'vitest';
import { tokenHash } from '../tokens.ts';
import { mailsTo } from '../test/mails.ts';
import { newPerson } from '../test/user-client.ts';
import { startUserService, webOrigin } from '../test/user-service.ts';

const { client, deps, mailUrl } = await startUserService();
const { db } = deps;

describe('registration', () => {
  test('answers a token pair for an unverified free user', async () => {
    const person = newPerson();
    const answer = await client.post('/auth/register', { ...person, full_name: 'Mira Holm' });
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({ token_type: 'Bearer', expires_in: 900, refresh_expires_in: 604_800 });
    expect(answer.body.refresh_token).toMatch(/^rt_[\w-]{43}$/);
    expect(answer.body.user).toMatchObject({
      email: person.email,
      username: person.username,
      full_name: 'Mira Holm',
      role: 'user',
      status: 'active',
      is_active: true,
      email_verified: false,
      has_password: true,
    });
    expect(answer.headers['set-cookie']).toBeUndefined();
  });

  test('gives 100 credits that lapse in a month, once, through the ledger', async () => {
    const { user } = (await client.register()).tokens;
    const [balance, lots] = await db.withSystem(async (tx) => [
      await tx.creditBalance.findUnique({ where: { userId: user.id } }),
      await tx.creditLot.findMany({ where: { userId: user.id } }),
    ]);
    expect(balance).toMatchObject({ available: 100, held: 0 });
    expect(lots).toMatchObject([{ kind: 'monthly', granted: 100, remaining: 100, referenceType: 'subscription' }]);
    expect(lots[0]?.referenceId).toBe(`free:${user.id}:${user.created_at.slice(0, 10)}`);
    const days = ((lots[0]?.expiresAt?.getTime() ?? 0) - Date.now()) / 86_400_000;
    expect(Math.round(days)).toBeGreaterThanOrEqual(28);
    expect(Math.round(days)).toBeLessThanOrEqual(31);
  });

  test('mails a link and forgets what it carried', async () => {
    const { email } = await client.register();
    const [mail] = await mailsTo(mailUrl, email);
    expect(mail?.subject).toBe('Verify your e-mail address');
    expect(mail?.text).toMatch(/https:\/\/app\.pingvas\.test\/verify-email\?token=[\w-]{43}\n/);
    await expect
      .poll(() => db.withSystem((tx) => tx.mail.findFirst({ where: { recipient: email } })))
      .toMatchObject({ content: null, nextAttemptAt: null, attempts: 1 });
  });

  test('no password and no token is stored as it is', async () => {
    const { password, tokens } = await client.register();
    const [user, refresh, actions, audit] = await db.withSystem(async (tx) => [
      await tx.user.findUnique({ where: { id: tokens.user.id } }),
      await tx.refreshToken.findMany({ where: { userId: tokens.user.id } }),
      await tx.actionToken.findMany({ where: { userId: tokens.user.id } }),
      await tx.auditLog.findMany({ where: { userId: tokens.user.id }, orderBy: { createdAt: 'asc' } }),
    ]);
    expect(user?.passwordHash).toMatch(/^\$argon2id\$/);
    expect(refresh.map((row) => Buffer.from(row.tokenHash))).toEqual([
      Buffer.from(tokenHash(tokens.refresh_token ?? '')),
    ]);
    expect(actions.map((row) => row.tokenHash.length)).toEqual([32]);
    expect(audit.map((row) => row.action).toSorted()).toEqual(['session.created', 'user.registered']);
    const stored = JSON.stringify([user, audit]);
    for (const secret of [password, tokens.refresh_token ?? '', tokens.access_token])
      expect(stored).not.toContain(secret);
  });

  test('a weak password is refused and nothing is written', async () => {
    const person = { ...newPerson(), password: 'Password2024!' };
    const answer = await client.post('/auth/register', person);
    expect(answer).toMatchObject({ status: 400, body: { code: 'WEAK_PASSWORD' } });
    expect(await db.withSystem((tx) => tx.user.count({ where: { email: person.email } }))).toBe(0);
  });

  test.each([
    ['email', (taken: ReturnType<typeof newPerson>) => ({ ...newPerson(), email: taken.email.toUpperCase() })],
    ['username', (taken: ReturnType<typeof newPerson>) => ({ ...newPerson(), username: taken.username.toUpperCase() })],
  ])('a taken %s is named, whatever its case, and leaves nothing behind', async (field, again) => {
    const taken = await client.register();
    const { email, username, password } = again(taken);
    const before = await counts();
    const answer = await client.post('/auth/register', { email, username, password });
    expect(answer).toMatchObject({ status: 409, body: { code: 'USER_EXISTS', field } });
    expect(await counts()).toEqual(before);
  });

  test('of twenty registrations at once with one address, one account comes to be', async () => {
    const { email, password } = newPerson();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () =>
        client.post('/auth/register', { email, password, username: newPerson().username }),
      ),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, ...Array<number>(19).fill(409)]);
  });

  test('a deleted account leaves its names free', async () => {
    const gone = await client.register();
    await db.withSystem((tx) =>
      tx.user.update({ where: { id: gone.tokens.user.id }, data: { deletedAt: new Date() } }),
    );
    const { email, username, password } = gone;
    expect((await client.post('/auth/register', { email, username, password })).status).toBe(201);
  });

  test.each([
    ['/email', { email: 'no address' }],
    ['/email', { email: 'a@b\u0000' }],
    ['/username', { username: 'two words' }],
    ['/password', { password: '' }],
    ['/full_name', { full_name: 'x'.repeat(101) }],
    ['/token_delivery', { token_delivery: 'pigeon' }],
    ['/role', { role: 'admin' }],
  ])('input that breaks the schema is named: %s', async (pointer, change) => {
    const answer = await client.post('/auth/register', { ...newPerson(), ...change });
    expect(answer).toMatchObject({ status: 400, body: { code: 'VALIDATION_ERROR', errors: [{ pointer }] } });
  });

  test('cookie delivery keeps the refresh token out of the JSON and of other sites', async () => {
    const person = { ...newPerson(), token_delivery: 'cookie' };
    expect(await client.post('/auth/register', person)).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } });
    const answer = await client.post('/auth/register', person, { origin: webOrigin });
    expect(answer).toMatchObject({ status: 201, body: { refresh_token: null } });
    expect(String(answer.headers['set-cookie'])).toMatch(/^pingvas_refresh=rt_[\w-]{43}; /);
  });
});

const counts = () =>
  db.withSystem(async (tx) => [
    await tx.user.count(),
    await tx.session.count(),
    await tx.mail.count(),
    await tx.actionToken.count(),
    await tx.creditLot.count(),
  ]);
