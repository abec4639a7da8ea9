import { randomBytes } from 'node:crypto';
import { byLoginRole, databaseUrl } from '@pingvas/db';
import type { LoginRole } from '@pingvas/db';
import pg from 'pg';
import { afterAll } from 'vitest';
import { servers } from '../servers/test-servers.ts';
import { connected } from './connection.ts';
import { roleUrl, testSchema } from './template-database.ts';

/** A migrated database of its own, without users. */
export interface TestDatabase {
  name: string;
  schema: string;
  /** A superuser in this database: sees through every policy. For asserting what really is there. */
  superuserUrl: string;
  /** How the owner and each service connect. */
  urls: Readonly<Record<LoginRole, string>>;
}

/**
 * Copies the run's template database (about 40 ms) for this test file and drops the copy at its end.
 * Call it while tests are collected: `const database = await testDatabase();` at the top of a file or in a `describe`.
 */
export async function testDatabase(): Promise<TestDatabase> {
  const { superuserUrl, templateDatabase } = servers().postgres;
  const name = `${templateDatabase}_${randomBytes(6).toString('hex')}`;
  const identifier = pg.escapeIdentifier(name);
  await connected(superuserUrl, (client) =>
    client.query(`CREATE DATABASE ${identifier} TEMPLATE ${pg.escapeIdentifier(templateDatabase)}`),
  );
  afterAll(() => connected(superuserUrl, (client) => client.query(`DROP DATABASE ${identifier} WITH (FORCE)`)));
  return {
    name,
    schema: testSchema,
    superuserUrl: databaseUrl(superuserUrl, { database: name }),
    urls: byLoginRole((role) => roleUrl(superuserUrl, name, role)),
  };
}
