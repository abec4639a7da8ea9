import { hasPgBouncer, insertUser, startPgBouncer, testDatabase } from '@pingvas/testing';
import type { PgBouncer } from '@pingvas/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemRoleOf } from '../environment/roles.ts';
import { Prisma } from '../generated/client.ts';
import { createDb } from './create-db.ts';
import type { Db } from './create-db.ts';

const database = await testDatabase();

describe.skipIf(!hasPgBouncer())('the client behind PgBouncer (left out only where it is not installed)', () => {
  let pooler: PgBouncer;
  let one: Db<'user'>;
  let other: Db<'user'>;
  beforeAll(async () => {
    pooler = await startPgBouncer(database.superuserUrl);
    const url = pooler.through(database.urls.user);
    const options = { url, schema: database.schema, systemRole: systemRoleOf(database.schema, 'user'), poolMax: 10 };
    [one, other] = [createDb<'user'>(options), createDb<'user'>(options)];
  });
  afterAll(async () => {
    await Promise.all([one.close(), other.close()]);
    await pooler.stop();
  });

  test('200 transactions of two users and the system, on three server connections, never see each other', async () => {
    const [alice, bob] = [await insertUser(database), await insertUser(database)];
    const all = [alice.id, bob.id].sort();
    const ids = async (work: Promise<{ id: string }[]>): Promise<string[]> => (await work).map(({ id }) => id).sort();
    const seen = Array.from({ length: 200 }, async (_, index) => {
      const db = index % 2 === 0 ? one : other;
      if (index % 5 === 0) return [await ids(db.withSystem((tx) => tx.user.findMany())), all];
      if (index % 7 === 0) return [await ids(db.statement<{ id: string }>(Prisma.sql`SELECT id FROM users`)), []];
      const user = index % 3 === 0 ? alice : bob;
      return [await ids(db.withUser(user.id, (tx) => tx.user.findMany())), [user.id]];
    });
    for (const [found, expected] of await Promise.all(seen)) expect(found).toEqual(expected);
  });
});
