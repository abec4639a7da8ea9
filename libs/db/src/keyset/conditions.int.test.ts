import { testDatabase } from '@pingvas/testing';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { createDb } from '../client/create-db.ts';
import { systemRoleOf } from '../environment/roles.ts';
import { Prisma } from '../generated/client.ts';
import { contains, createdWithin } from './conditions.ts';

const database = await testDatabase();
const db = createDb<'user'>({
  url: database.urls.model,
  schema: database.schema,
  systemRole: systemRoleOf(database.schema, 'model'),
  poolMax: 2,
});
afterAll(() => db.close());

const { sql } = Prisma;

async function holds(condition: Prisma.Sql): Promise<boolean | undefined> {
  const [row] = await db.statement<{ holds: boolean }>(sql`SELECT ${condition} AS holds`);
  return row?.holds;
}

const within = async (time: string, query: Parameters<typeof createdWithin>[1]) =>
  holds(Prisma.join(createdWithin(sql`${time}::timestamptz`, query), ' AND '));

describe('times of a list', () => {
  test('include their beginning and not their end', async () => {
    const at = '2026-11-21T07:00:00.000Z';
    expect(await within(at, { created_after: at })).toBe(true);
    expect(await within(at, { created_before: at })).toBe(false);
    expect(await within(at, { created_after: at, created_before: '2026-11-21T08:00:00.001+01:00' })).toBe(true);
  });

  test.each(['0000-01-01T00:00:00Z', '9999-12-31T23:59:59+14:00', '2016-12-31T23:59:60Z', '0001-01-01T00:00:00+23:59'])(
    'may be %s',
    async (time) => {
      expect(await within('2026-11-21T07:00:00Z', { created_after: time })).toBe(time < '2026' || time.startsWith('0'));
    },
  );
});

test('a search finds its text and nothing by accident', async () => {
  expect(await holds(contains(sql`'A Light-House'`, 'light-h'))).toBe(true);
  expect(await holds(contains(sql`'A Light-House'`, 'light_house'))).toBe(false);
  await fc.assert(
    fc.asyncProperty(fc.stringMatching(/^[%_\\a'"]{1,5}$/), async (text) => {
      expect(await holds(contains(sql`${`x${text}x`}::text`, text))).toBe(true);
    }),
    { numRuns: 30 },
  );
});
