import { describe, expect, test } from 'vitest';
import { mailsNow, mailsTo, tokenIn, type SentMail } from '../test/mails.ts';
import { bearer } from '../test/user-client.ts';
import { startUserService } from '../test/user-service.ts';

const { client, clock, deps, mailUrl } = await startUserService();
const { db } = deps;

const verify = (token: string) => client.post('/auth/verify-email', { verification_token: token });
const invalid = { status: 400, body: { code: 'INVALID_ACTION_TOKEN' } };
const newest = ([mail]: SentMail[]): string => (mail ? tokenIn(mail) : '');

describe('verification of an e-mail address', () => {
  test('the link of the mail verifies it, once', async () => {
    const { email, tokens } = await client.register();
    const token = newest(await mailsTo(mailUrl, email));
    expect(await verify(token)).toMatchObject({ status: 200, body: { id: tokens.user.id, email_verified: true } });
    expect(await verify(token)).toMatchObject(invalid);
    const me = await client.call('GET', '/me', undefined, bearer(tokens));
    expect(me.body).toMatchObject({ email_verified: true });
    const acts = await db.withSystem((tx) =>
      tx.auditLog.findMany({ where: { userId: tokens.user.id, action: 'email.verified' } }),
    );
    expect(acts).toHaveLength(1);
  });

  test('of ten uses at once one succeeds', async () => {
    const { email } = await client.register();
    const token = newest(await mailsTo(mailUrl, email));
    const answers = await Promise.all(Array.from({ length: 10 }, () => verify(token)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  test('the link works for 24 hours', async () => {
    const { email } = await client.register();
    const token = newest(await mailsTo(mailUrl, email));
    clock.advanceMs(24 * 3_600_000);
    expect(await verify(token)).toMatchObject(invalid);
  });

  test('a link that was sent to another address than the present one is worth nothing', async () => {
    const { email, tokens } = await client.register();
    const token = newest(await mailsTo(mailUrl, email));
    const changed = { email: `new-${email}` };
    await db.withSystem((tx) => tx.user.update({ where: { id: tokens.user.id }, data: changed }));
    expect(await verify(token)).toMatchObject(invalid);
  });

  test('made-up text and a token for another purpose are refused', async () => {
    const { email, tokens } = await client.register();
    expect(await verify('A'.repeat(43))).toMatchObject(invalid);
    const token = newest(await mailsTo(mailUrl, email));
    const { id: userId } = tokens.user;
    await db.withSystem((tx) => tx.actionToken.updateMany({ where: { userId }, data: { purpose: 'reset_password' } }));
    expect(await verify(token)).toMatchObject(invalid);
  });
});

describe('another verification mail', () => {
  const resend = (headers: Readonly<Record<string, string>>) =>
    client.post('/auth/resend-verification', undefined, headers);

  test('carries a new link; using either one ends both', async () => {
    const { email, tokens } = await client.register();
    const first = newest(await mailsTo(mailUrl, email));
    expect(await resend(bearer(tokens))).toMatchObject({ status: 200, body: { ok: true } });
    const second = newest((await mailsTo(mailUrl, email, 2)).filter((mail) => tokenIn(mail) !== first));
    expect((await verify(first)).status).toBe(200);
    expect(await verify(second)).toMatchObject(invalid);
  });

  test('is not sent for a verified address, and the answer is the same', async () => {
    const { email, tokens } = await client.register();
    await verify(newest(await mailsTo(mailUrl, email)));
    expect(await resend(bearer(tokens))).toMatchObject({ status: 200, body: { ok: true } });
    expect(await db.withSystem((tx) => tx.mail.count({ where: { recipient: email } }))).toBe(1);
    expect(await mailsNow(mailUrl, email)).toHaveLength(1);
  });

  test('comes in the language that the user prefers', async () => {
    const { email, tokens } = await client.register();
    await db.withSystem((tx) =>
      tx.user.update({ where: { id: tokens.user.id }, data: { preferences: { language: 'ko' } } }),
    );
    await resend(bearer(tokens));
    const subjects = (await mailsTo(mailUrl, email, 2)).map((mail) => mail.subject);
    expect(subjects).toContain('이메일 주소를 인증해 주세요');
  });

  test('needs a login', async () => {
    expect(await resend({})).toMatchObject({ status: 401, body: { code: 'UNAUTHORIZED' } });
  });
});
