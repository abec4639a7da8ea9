import { sql } from '@pingvas/db';
import { describe, expect, test } from 'vitest';
import { createTestAccounts } from './test/accounts.ts';
import { range } from './test/listener.ts';

const { append, asOwner, log, maintain, newUser } = await createTestAccounts();

const seqsOf = async (userId: string): Promise<number[]> =>
  (await log.page(userId, { after: 0, limit: 5_000 })).map((event) => event.seq);
/** Makes events of an account that many days old, in a partition of their day. */
const backdate = async (userId: string, days: number): Promise<void> => {
  const [row] = await asOwner<{ day: string; name: string }>(sql`
    SELECT (current_date - ${days}::int)::text AS day, 'account_events_' || to_char(current_date - ${days}::int, 'YYYYMMDD') AS name`);
  await asOwner(sql`
    SELECT set_config('events.test_day', ${row?.day}, false), set_config('events.test_name', ${row?.name}, false)`);
  await asOwner(sql`
    DO $$ BEGIN
      EXECUTE format('CREATE TABLE IF NOT EXISTS %I PARTITION OF account_events FOR VALUES FROM (%L) TO (%L)', current_setting('events.test_name'),
        current_setting('events.test_day'), current_setting('events.test_day')::date + 1);
    END $$`);
  await asOwner(sql`UPDATE account_events SET day = ${row?.day}::date WHERE user_id = ${userId}::uuid`);
};
const partitions = async (): Promise<string[]> =>
  (
    await asOwner<{ name: string }>(
      sql`SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = 'account_events'::regclass`,
    )
  ).map((row) => row.name);

describe('the log of an account', () => {
  test('numbers its events from 1 without a gap, whoever writes at once', async () => {
    const [one, two] = [await newUser(), await newUser()];
    await Promise.all([append(one, 50), append(two, 20), append(one, 30)]);
    expect(await seqsOf(one)).toEqual(range(0, 80));
    expect(await seqsOf(two)).toEqual(range(0, 20));
  });

  test('is read in pages and by type, by its owner only', async () => {
    const userId = await newUser();
    await append(userId, 3, 'credits.low');
    await append(userId, 2, 'credits.updated');
    const page = await log.page(userId, { after: 1, limit: 2 });
    expect(page.map((event) => event.seq)).toEqual([2, 3]);
    const low = await log.page(userId, { after: 0, limit: 10, types: ['credits.low'] });
    expect(low.map((event) => event.seq)).toEqual([1, 2, 3]);
    expect(await log.page(await newUser(), { after: 0, limit: 10 })).toEqual([]);
  });

  test('carries each event as it is sent', async () => {
    const userId = await newUser();
    await append(userId, 1);
    const [event] = await log.page(userId, { after: 0, limit: 1 });
    expect(JSON.parse(event?.envelope ?? '')).toMatchObject({
      v: 1,
      seq: 1,
      type: 'credits.updated',
      job_id: null,
      data: {},
    });
  });

  test('has bounds, also when it is empty', async () => {
    const userId = await newUser();
    expect(await log.bounds(userId)).toEqual({ oldest: 1, latest: 0 });
    await append(userId, 4);
    expect(await log.bounds(userId)).toEqual({ oldest: 1, latest: 4 });
  });
});

describe('maintenance', () => {
  test('drops days that are over and keeps the last 1,000 events of each account', async () => {
    const [busy, quiet, fresh] = [await newUser(), await newUser(), await newUser()];
    for (let part = 0; part < 6; part++) await append(busy, 200);
    await append(quiet, 3);
    await backdate(busy, 3);
    await backdate(quiet, 3);
    await append(fresh, 2);
    await append(busy, 5);
    const before = await partitions();
    await maintain();
    expect((await partitions()).length).toBe(before.length - 1);
    expect(await seqsOf(busy)).toEqual(range(205, 1_205));
    expect(await seqsOf(quiet)).toEqual([1, 2, 3]);
    expect(await seqsOf(fresh)).toEqual([1, 2]);
    expect(await log.bounds(busy)).toEqual({ oldest: 206, latest: 1_205 });
    await append(busy, 10);
    await maintain();
    expect(await seqsOf(busy)).toEqual(range(215, 1_215));
  });

  test('keeps everything of the last 24 hours', async () => {
    const userId = await newUser();
    for (let part = 0; part < 6; part++) await append(userId, 200);
    await backdate(userId, 1);
    await maintain();
    expect(await seqsOf(userId)).toHaveLength(1_200);
  });

  test('has a partition ready for each of the coming days, and may run at once', async () => {
    await Promise.all([1, 2, 3, 4].map(maintain));
    const days = (await partitions()).filter((name) => /_\d{8}$/.test(name));
    const [row] = await asOwner<{ last: string }>(
      sql`SELECT to_char((now() AT TIME ZONE 'UTC')::date + 7, 'YYYYMMDD') AS last`,
    );
    expect(days).toContain(`account_events_${row?.last}`);
  });

  test('does not stand in the way of those who write', async () => {
    const userId = await newUser();
    await Promise.all([append(userId, 40), maintain(), append(userId, 40), maintain()]);
    expect(await seqsOf(userId)).toEqual(range(0, 80));
  });
});
