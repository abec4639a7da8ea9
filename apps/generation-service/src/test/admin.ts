import { createDb, type Sql } from '@pingvas/db';
import type { TestDatabase } from '@pingvas/testing';
import { afterAll } from 'vitest';

/** Runs one statement as a superuser, who sees what really is there. */
export type Admin = <Row>(query: Sql) => Promise<Row[]>;

export function createAdmin(database: TestDatabase): Admin {
  const url = new URL(database.superuserUrl);
  url.searchParams.set('options', `-c search_path=${database.schema}`);
  const db = createDb<never>({ url: url.href, schema: database.schema, systemRole: 'none', poolMax: 4 });
  afterAll(() => db.close());
  return (query) => db.statement(query);
}
