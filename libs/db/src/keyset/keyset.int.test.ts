import { randomUUID } from 'node:crypto';
import { testDatabase } from '@pingvas/testing';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { createDb } from '../client/create-db.ts';
import { systemRoleOf } from '../environment/roles.ts';
import { Prisma } from '../generated/client.ts';
import type { Keyset, Position, SortColumn } from './keyset.ts';
import { listIds } from './list.ts';
import type { ListedId } from './list.ts';

const database = await testDatabase();
const db = createDb<'user'>({
  url: database.urls.model,
  schema: database.schema,
  systemRole: systemRoleOf(database.schema, 'model'),
  poolMax: 2,
});
afterAll(() => db.close());

const { sql } = Prisma;
const columns = {
  count: { column: sql`r.count`, type: 'int' },
  name: { column: sql`r.name`, type: 'text' },
  at: { column: sql`r.at`, type: 'time' },
} as const satisfies Record<string, SortColumn>;

interface Row {
  id: string;
  count: number;
  name: string;
  micros: number;
}

/** A table that exists only in the query. */
const rowsInQuery = (rows: readonly Row[]): Prisma.Sql => sql`(
  SELECT id, count, name, timestamptz '2026-11-21' + micros * interval '1 microsecond' AS at
  FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS t (id uuid, count int, name text, micros int)) r`;

/** Reads the rows page by page. */
async function walk(rows: readonly Row[], by: SortColumn, order: Keyset['order'], limit: number): Promise<string[]> {
  const seen: string[] = [];
  let after: Position | null = null;
  for (let page = 0; page <= rows.length; page++) {
    const listed: ListedId[] = await db.withSystem((tx) =>
      listIds(tx, { from: rowsInQuery(rows), where: [], by, order, id: sql`r.id`, after, limit }),
    );
    const last = listed.at(-1);
    if (last === undefined) return seen;
    seen.push(...listed.map((row) => row.id));
    after = last.position;
  }
  throw new Error('The walk does not end');
}

const someRows = fc.array(
  fc.record({
    id: fc.constant(null).map(() => randomUUID()),
    count: fc.integer({ min: -2, max: 2 }),
    name: fc.constantFrom('a', 'B', 'ü', ''),
    micros: fc.integer({ min: 0, max: 3 }),
  }),
  { maxLength: 12 },
);

describe('a walk by pages', () => {
  test.each(['count', 'name', 'at'] as const)(
    'by %s sees every row once, also rows a microsecond apart or alike',
    async (name) => {
      const anyOrder = fc.constantFrom('asc' as const, 'desc' as const);
      await fc.assert(
        fc.asyncProperty(someRows, anyOrder, fc.integer({ min: 1, max: 4 }), async (rows, order, limit) => {
          const ids = await walk(rows, columns[name], order, limit);
          const whole = await walk(rows, columns[name], order, 100);
          expect(ids).toEqual(whole);
          expect(ids.toSorted()).toEqual(rows.map((row) => row.id).toSorted());
        }),
        { numRuns: 15 },
      );
    },
  );
});
