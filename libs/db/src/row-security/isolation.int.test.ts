import { hasPgBouncer, startPgBouncer, testDatabase } from '@pingvas/testing';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { withClient } from '../connection/with-client.ts';
import { loginRoles, roleOf, services, systemRoleOf } from '../environment/roles.ts';
import { publicTables, unprotectedTables } from './exceptions.ts';
import { oneRowPerTable } from './one-row-per-table.ts';
import { visibleRows } from './visible-rows.ts';

const database = await testDatabase();
const alice = randomUUID();
const bob = randomUUID();
const nobody = '';

await withClient(database.superuserUrl, async (client) => {
  await client.query(`SET search_path = ${database.schema}`);
  await client.query(oneRowPerTable(alice, 1));
  await client.query(oneRowPerTable(bob, 2));
});

const tables = await withClient(database.superuserUrl, async (client) => {
  const { rows } = await client.query<{ name: string; rows: number }>(
    `SELECT c.relname AS name,
       (xpath('/row/n/text()', query_to_xml(format('SELECT count(*) AS n FROM %s', c.oid::regclass), false, true, '')))[1]::text::int AS rows
     FROM pg_class c WHERE c.relnamespace = $1::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition ORDER BY 1`,
    [database.schema],
  );
  return rows;
});
const owned = tables.map(({ name }) => name).filter((name) => !(name in { ...publicTables, ...unprotectedTables }));

test('every table has a row to hide', () => {
  expect(tables.filter(({ rows }) => rows === 0)).toEqual([]);
});

/** The same guarantees, whichever way a service reaches the database. */
const isolationSuite = (through: (url: string) => string): void => {
  const seenBy = (role: (typeof loginRoles)[number], userId: string): Promise<Record<string, number>> =>
    visibleRows(through(database.urls[role]), { tables: owned, userId });

  test.each(loginRoles)('without a user, %s sees no row of any table', async (role) => {
    const seen = await seenBy(role, nobody);
    expect(Object.entries(seen).filter(([table, rows]) => rows > 0 && !ownersTables(role).includes(table))).toEqual([]);
  });

  test.each(services)('%s sees only the rows of the user of its transaction', async (role) => {
    const [ofAlice, ofNewcomer] = [await seenBy(role, alice), await seenBy(role, randomUUID())];
    expect(Object.values(ofNewcomer).filter((rows) => rows > 0)).toEqual([]);
    expect(await visibleRows(through(database.urls[role]), { tables: owned, userId: alice, notOf: alice })).toEqual({});
    expect(Object.keys(ofAlice)).not.toEqual([]);
  });

  test.each(services)('the system role of %s sees the rows of all users where it may read at all', async (role) => {
    const url = through(database.urls[role]);
    const seen = await visibleRows(url, { tables: owned, userId: nobody, role: systemRoleOf(database.schema, role) });
    expect(Object.entries(seen).filter(([, rows]) => rows < 2)).toEqual([]);
  });

  test('after its transaction neither user nor system role stays on the connection', async () => {
    const url = through(database.urls.gallery);
    await visibleRows(url, { tables: ['images'], userId: alice, role: roleOf('dev', 'gallery_system') });
    const seen = await Promise.all(Array.from({ length: 6 }, () => visibleRows(url, { tables: ['images'] })));
    expect(seen).toEqual(seen.map(() => ({ images: 0 })));
  });
};

/** The owner moves old events between partitions. */
const ownersTables = (role: string): string[] => (role === 'owner' ? ['account_events', 'account_event_counters'] : []);

describe('connected directly', () => isolationSuite((url) => url));

describe.skipIf(!hasPgBouncer())(
  'through PgBouncer in transaction mode (left out only where it is not installed)',
  () => {
    let pooler: Awaited<ReturnType<typeof startPgBouncer>> | undefined;
    beforeAll(async () => {
      pooler = await startPgBouncer(database.superuserUrl);
    });
    afterAll(() => pooler?.stop());
    isolationSuite((url) => pooler?.through(url) ?? '');
  },
);
