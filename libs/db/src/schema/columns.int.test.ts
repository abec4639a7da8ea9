import { testDatabase } from '@pingvas/testing';
import { expect, test } from 'vitest';
import { withClient } from '../connection/with-client.ts';
import { declaredColumns } from './prisma-schema.ts';
import type { DeclaredColumn } from './prisma-schema.ts';

const database = await testDatabase();

const sorted = (columns: readonly DeclaredColumn[]): string[] =>
  columns.map(({ table, column, type, nullable }) => `${table}.${column} ${type}${nullable ? ' or null' : ''}`).sort();

test('the Prisma schema and the migrated database agree column by column', async () => {
  const { rows: migrated } = await withClient(database.superuserUrl, (client) =>
    client.query<DeclaredColumn>(
      `SELECT c.relname AS table, a.attname AS column, format_type(a.atttypid, a.atttypmod) AS type, NOT a.attnotnull AS nullable
       FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
       WHERE c.relnamespace = $1::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
         AND c.relname <> '_prisma_migrations' AND a.attnum > 0 AND NOT a.attisdropped`,
      [database.schema],
    ),
  );
  expect(migrated.length).toBeGreaterThan(100);
  expect(sorted(await declaredColumns())).toEqual(sorted(migrated));
});
