import { createTransport } from 'nodemailer';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Message } from './mailbox.ts';
import type { MailSink } from './start-mail-sink.ts';
import { startMailSink } from './start-mail-sink.ts';

let sink: MailSink;
beforeAll(async () => {
  sink = await startMailSink();
});
afterAll(() => sink.stop());
beforeEach(() => fetch(`${sink.url}/messages`, { method: 'DELETE' }));

const send = (to: string, subject: string, more = {}) =>
  createTransport(sink.smtpUrl).sendMail({ from: 'noreply@pingvas.test', to, subject, ...more });
const read = async (query = '') => (await (await fetch(`${sink.url}/messages${query}`)).json()) as Message[];

describe('mail sink', () => {
  it('shows a mail with everything that was in it', async () => {
    await send('ada@example.com', 'Grüße', {
      text: 'token=abc',
      html: '<p>äöü</p>',
      attachments: [{ filename: 'a.txt', content: 'x' }],
    });
    expect(await read()).toEqual([
      {
        id: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
        to: 'ada@example.com',
        subject: 'Grüße',
        text: expect.stringContaining('token=abc') as string,
        html: expect.stringContaining('äöü') as string,
        received_at: expect.stringMatching(/^\d{4}-.*Z$/) as string,
      },
    ]);
  });
  it('lists the newest first, of one recipient whatever the case', async () => {
    await send('Ada@example.com', 'one');
    await send('bob@example.com', 'two');
    await send('ada@example.com', 'three');
    expect((await read()).map(({ subject }) => subject)).toEqual(['three', 'two', 'one']);
    expect((await read('?to=ADA@example.com')).map(({ subject }) => subject)).toEqual(['three', 'one']);
  });
  it('gives each recipient a copy', async () => {
    await send('a@example.com, b@example.com', 'both');
    expect((await read()).map(({ to }) => to).sort()).toEqual(['a@example.com', 'b@example.com']);
  });
  it('is empty after DELETE', async () => {
    await send('a@example.com', 'gone');
    await fetch(`${sink.url}/messages`, { method: 'DELETE' });
    expect(await read()).toEqual([]);
  });
  it('answers 404 to any other path', async () => {
    expect((await fetch(`${sink.url}/other`)).status).toBe(404);
  });
});
