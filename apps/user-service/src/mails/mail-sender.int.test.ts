import { createDb, systemRoleOf } from '@pingvas/db';
import { newId } from '@pingvas/http';
import { createLogger } from '@pingvas/logger';
import { createMetrics } from '@pingvas/metrics';
import { createTestClock, insertUser, testDatabase } from '@pingvas/testing';
import { afterAll, describe, expect, test } from 'vitest';
import type { UserDb } from '../database.ts';
import type { ComposedMail } from './compose.ts';
import { createMailSender } from './mail-sender.ts';
import { claimMails, insertMail } from './mails.repository.ts';
import type { MailTransport } from './smtp.ts';

const database = await testDatabase();
const systemRole = systemRoleOf(database.schema, 'user');
const db: UserDb = createDb({ url: database.urls.user, schema: database.schema, systemRole, poolMax: 8 });
const clock = createTestClock(new Date());
const stops: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  await Promise.all(stops.map((stop) => stop()));
  await db.close();
});

type Behaviour = (mail: ComposedMail) => Promise<void>;

/** A sender whose mail server does as it is told. */
const startSender = (behaviour: Behaviour) => {
  const sent: string[] = [];
  const transport: MailTransport = {
    send: async (mail) => {
      await behaviour(mail);
      sent.push(mail.to);
    },
    close: () => undefined,
  };
  const metrics = createMetrics({ service: 'test' });
  const logger = createLogger({ name: 'test', level: 'silent' });
  const sender = createMailSender({ db, transport, webBaseUrl: 'https://app.example', clock, logger, metrics });
  stops.push(() => sender.stop());
  sender.start();
  return { sender, sent, metrics };
};

const oweMail = async (
  recipient = `${newId()}@example.test`,
  content: Record<string, string> = { username: 'mira', token: 't' },
) => {
  const { id: userId } = await insertUser(database);
  const id = newId();
  const at = clock.now();
  await db.withSystem((tx) =>
    insertMail(tx, { id, userId, recipient, template: 'verify_email', language: 'en', content, at }),
  );
  return { id, recipient };
};
const rowOf = (id: string) => db.withSystem((tx) => tx.mail.findUnique({ where: { id } }));

describe('mail sender', () => {
  test('many senders deliver each mail once', async () => {
    const owed = await Promise.all(Array.from({ length: 12 }, () => oweMail()));
    const senders = [1, 2, 3].map(() => startSender(async () => undefined));
    const sent = () => senders.flatMap((each) => each.sent).toSorted();
    await expect.poll(sent).toEqual(owed.map(({ recipient }) => recipient).toSorted());
    await Promise.all(senders.map(({ sender }) => sender.stop()));
    expect(sent()).toHaveLength(12);
    const { id = '' } = owed[0] ?? {};
    expect(await rowOf(id)).toMatchObject({ content: null, nextAttemptAt: null, lastError: null });
    expect((await rowOf(id))?.sentAt).not.toBeNull();
  });

  test('a failure is tried again later, and success ends it', async () => {
    let broken = true;
    const { sender, sent } = startSender(async () => {
      if (broken) throw new Error('421 come back later');
    });
    const { id, recipient } = await oweMail();
    sender.wake();
    await expect.poll(() => rowOf(id)).toMatchObject({ attempts: 1, lastError: '421 come back later', sentAt: null });
    expect((await rowOf(id))?.content).not.toBeNull();
    broken = false;
    clock.advanceMs(5_000);
    sender.wake();
    await expect.poll(() => sent).toEqual([recipient]);
    await sender.stop();
  });

  test('a mail is given up after eight tries and forgets what it carried', async () => {
    // Each try says which it was: a row that is claimed shows the words of the try before.
    let tries = 0;
    const { sender, metrics } = startSender(() => Promise.reject(new Error(`never ${++tries}`)));
    const { id } = await oweMail();
    for (let attempts = 1; attempts <= 8; attempts += 1) {
      sender.wake();
      await expect.poll(() => rowOf(id)).toMatchObject({ attempts, lastError: `never ${attempts}` });
      clock.advanceMs(3_600_000);
    }
    expect(await rowOf(id)).toMatchObject({ content: null, nextAttemptAt: null, sentAt: null });
    await sender.stop();
    expect(await metrics.text()).toMatch(/mails_total\{outcome="given_up",service="test"\} 1/);
  });

  test.each([
    [
      'refused for good',
      { username: 'mira', token: 't' },
      Object.assign(new Error('550 no such user'), { code: 'EENVELOPE', responseCode: 550 }),
    ],
    ['impossible to write', { username: 'mira' }, new Error('never reached')],
  ])('a mail that is %s is given up at once', async (_what, content, error) => {
    const { sender } = startSender(() => Promise.reject(error));
    const { id } = await oweMail(undefined, content);
    sender.wake();
    await expect.poll(() => rowOf(id)).toMatchObject({ attempts: 1, content: null, nextAttemptAt: null });
    await sender.stop();
  });

  test('the mails of a sender that died fall due again when its lease ends', async () => {
    const { id, recipient } = await oweMail();
    const claim = { limit: 10, leaseSeconds: 60, now: clock.now() };
    expect(await db.withSystem((tx) => claimMails(tx, claim))).toMatchObject([{ id, attempts: 1 }]);
    const { sender, sent } = startSender(async () => undefined);
    await sender.stop();
    expect(sent).toEqual([]);
    clock.advanceMs(60_000);
    const second = startSender(async () => undefined);
    await expect.poll(() => second.sent).toEqual([recipient]);
    await second.sender.stop();
  });

  test('a sender that died in the last try leaves a mail that is given up', async () => {
    const { id } = await oweMail();
    await db.withSystem((tx) => tx.mail.update({ where: { id }, data: { attempts: 8 } }));
    const { sender, sent } = startSender(async () => undefined);
    await expect
      .poll(() => rowOf(id))
      .toMatchObject({ nextAttemptAt: null, lastError: 'The last try was interrupted' });
    await sender.stop();
    expect(sent).toEqual([]);
  });
});
