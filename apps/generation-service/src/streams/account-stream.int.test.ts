import { sql } from '@pingvas/db';
import { issueToken } from '@pingvas/testing';
import { describe, expect, test, vi } from 'vitest';
import type { SseClient } from '../test/sse.ts';
import { startStreamService } from '../test/stream-service.ts';

const { admin, append, call, create, newAccount, parts, stream } = await startStreamService();

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, at) => from + at + 1);
const idsOf = ({ events }: SseClient): (number | null)[] => events.map((event) => event.id);

describe('a stream of the account', () => {
  test('begins now, or after the wanted event; the header goes before the query', async () => {
    const account = await newAccount();
    await append(account, 5);
    const [now, after, header] = await Promise.all([
      stream(account),
      stream(account, '/events?after=3'),
      stream(account, '/events?after=1', { 'last-event-id': '4' }),
    ]);
    expect(now.headers['content-type']).toBe('text/event-stream; charset=utf-8');
    await append(account, 1);
    await Promise.all([now, after, header].map((client) => client.untilId(6)));
    expect([idsOf(now), idsOf(after), idsOf(header)]).toEqual([[6], [4, 5, 6], [5, 6]]);
  });

  test('resumes without loss or repeat while events are written', async () => {
    const account = await newAccount();
    await append(account, 20);
    const writing = (async () => {
      for (let round = 0; round < 30; round++) await append(account, 4);
    })();
    let position = 0;
    const heard: (number | null)[] = [];
    for (let cut = 0; cut < 12; cut++) {
      const client = await stream(account, '/events', { 'last-event-id': String(position) });
      await vi.waitFor(() => expect(client.events.length).toBeGreaterThan(2), { timeout: 15_000, interval: 2 });
      client.close();
      const ids = idsOf(client);
      heard.push(...ids);
      position = ids.at(-1) ?? position;
      if (position > 125) break;
    }
    await writing;
    const last = await stream(account, '/events', { 'last-event-id': String(position) });
    if (position < 140) await last.untilId(140);
    heard.push(...idsOf(last));
    expect(heard).toEqual(range(0, 140));
  });

  test('carries only the wanted types', async () => {
    const account = await newAccount({ credits: 100 });
    const client = await stream(account, '/events?after=0&types=job.created,job.cancelled');
    const jobId = await create(account);
    await parts.cancelling.cancel(account.id, jobId, 'user_request');
    await client.until('job.cancelled');
    expect(client.events.map((event) => event.event)).toEqual(['job.created', 'job.cancelled']);
  });

  test('sends each event as the log has it', async () => {
    const account = await newAccount({ credits: 100 });
    const client = await stream(account, '/events?after=0');
    await create(account, { client_ref: 'order-17' });
    const shown = await client.until('job.created');
    const { body } = await call('GET', '/events', { by: account, query: { types: 'job.created' } });
    expect(body).toMatchObject({ data: [shown.data], has_more: false });
    expect(shown.data).toMatchObject({ v: 1, seq: shown.id, client_ref: 'order-17' });
  });

  test('says so when the wanted position is not kept', async () => {
    const account = await newAccount();
    await append(account, 6);
    await admin(sql`DELETE FROM account_events WHERE user_id = ${account.id}::uuid AND seq <= 3`);
    const [old, ahead] = await Promise.all([stream(account, '/events?after=1'), stream(account, '/events?after=99')]);
    await Promise.all([old.untilId(6), ahead.untilId(6)]);
    for (const client of [old, ahead]) {
      expect(client.events[0]).toMatchObject({ event: 'stream.reset', data: { oldest_seq: 4, latest_seq: 6 } });
      expect(idsOf(client).slice(1)).toEqual([4, 5, 6]);
    }
  });

  test('is one of five at most, and a closed one frees its place', async () => {
    const account = await newAccount();
    const five = await Promise.all([1, 2, 3, 4, 5].map(() => stream(account)));
    expect(five.map((client) => client.status)).toEqual([200, 200, 200, 200, 200]);
    const refused = await call('GET', '/events', { by: account, headers: { accept: 'text/event-stream' } });
    expect(refused).toMatchObject({ status: 429, body: { code: 'TOO_MANY_STREAMS', limit: 5 } });
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    five[0]?.close();
    await vi.waitFor(async () => expect((await stream(account)).status).toBe(200), { timeout: 10_000 });
  });
});

describe('a stream ends', () => {
  test('when its login is revoked', async () => {
    const account = await newAccount();
    const client = await stream(account);
    await admin(sql`UPDATE sessions SET revoked_at = now() WHERE user_id = ${account.id}::uuid`);
    expect(await client.until('stream.closing')).toMatchObject({ id: null, data: { reason: 'revoked' } });
    await client.untilClosed();
  });

  test('when its access token ends', async () => {
    const { user, ...account } = await newAccount();
    const token = await issueToken({ userId: user.id, sessionId: user.sessionId, expiresInSeconds: 2 });
    const client = await stream({ ...account, user, headers: { authorization: `Bearer ${token}` } });
    expect(await client.until('stream.closing')).toMatchObject({ data: { reason: 'token_expired' } });
    await client.untilClosed();
  });
});

test('pages of the log follow each other by the last sequence number', async () => {
  const account = await newAccount();
  await append(account, 5);
  const first = await call('GET', '/events', { by: account, query: { limit: '2', after: '1' } });
  expect(first.body).toMatchObject({ data: [{ seq: 2 }, { seq: 3 }], next_cursor: '3', has_more: true });
  const last = await call('GET', '/events', { by: account, query: { after: '3' } });
  expect(last.body).toMatchObject({ data: [{ seq: 4 }, { seq: 5 }], has_more: false });
});

test('all streams are told when the service stops', async () => {
  const account = await newAccount();
  const client = await stream(account);
  parts.streams.close();
  expect(await client.until('stream.closing')).toMatchObject({ data: { reason: 'shutdown' } });
  await client.untilClosed();
});
