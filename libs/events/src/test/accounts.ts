import { createDb, sql, systemRoleOf } from '@pingvas/db';
import { createLogger } from '@pingvas/logger';
import { insertUser, testDatabase } from '@pingvas/testing';
import { afterAll } from 'vitest';
import { createEventLog, type EventLog } from '../event-log.ts';

export const logger = createLogger({ name: 'events-test', level: 'silent' });

/** Accounts whose logs a test writes itself. */
export interface Accounts {
  log: EventLog;
  newUser: () => Promise<string>;
  /** Appends so many events in one transaction each, at once. */
  append: (userId: string, count: number, type?: string) => Promise<void>;
  maintain: () => Promise<unknown>;
  /** Runs one statement as the owner of the tables, always on the same connection. */
  asOwner: <Row>(query: ReturnType<typeof sql>) => Promise<Row[]>;
}

/** Call it while tests are collected. */
export async function createTestAccounts(): Promise<Accounts> {
  const database = await testDatabase();
  const { schema, urls } = database;
  const systemRole = systemRoleOf(schema, 'generation');
  const readers = createDb<never>({ url: urls.generation, schema, systemRole, poolMax: 8 });
  const owner = createDb<never>({ url: urls.owner, schema, systemRole, poolMax: 1 });
  afterAll(() => Promise.all([readers.close(), owner.close()]));
  const appendOne = (userId: string, type: string) =>
    readers.statement(sql`SELECT event_append(${userId}::uuid, ${type}, '{}')::text`);
  return {
    log: createEventLog(readers),
    newUser: async () => (await insertUser(database)).id,
    append: async (userId, count, type = 'credits.updated') =>
      void (await Promise.all(Array.from({ length: count }, () => appendOne(userId, type)))),
    maintain: () => readers.statement(sql`SELECT events_maintain()::text`),
    asOwner: (query) => owner.statement(query),
  };
}
