import { AppError } from '@pingvas/errors';
import { insertUser, testDatabase } from '@pingvas/testing';
import { afterAll, describe, expect, test } from 'vitest';
import { isUniqueViolation, sqlError } from '../errors/sql-error.ts';
import { systemRoleOf } from '../environment/roles.ts';
import { Prisma } from '../generated/client.ts';
import { withClient } from '../connection/with-client.ts';
import { createDb } from './create-db.ts';

const { sql } = Prisma;
const database = await testDatabase();
const options = { schema: database.schema, systemRole: systemRoleOf(database.schema, 'user'), poolMax: 4 };
const db = createDb<'user' | 'session'>({ url: database.urls.user, ...options });
const elsewhere = createDb<'user'>({ url: database.urls.user, replicaUrl: database.superuserUrl, ...options });
afterAll(async () => void (await Promise.all([db.close(), elsewhere.close()])));

/** Lets a test raise any SQLSTATE, in a statement or at COMMIT. */
await withClient(database.superuserUrl, (client) =>
  client.query(`
    SET search_path = ${database.schema};
    CREATE FUNCTION raise_error(code text) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
      RAISE EXCEPTION USING ERRCODE = code, MESSAGE = 'INSUFFICIENT_CREDITS', DETAIL = '{"required": 3, "available": 1}';
    END $$;
    CREATE TABLE raised_at_commit (code text);
    CREATE FUNCTION raise_row() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM raise_error(NEW.code); RETURN NULL; END $$;
    CREATE CONSTRAINT TRIGGER raise AFTER INSERT ON raised_at_commit DEFERRABLE INITIALLY DEFERRED
      FOR EACH ROW EXECUTE FUNCTION raise_row();
    GRANT INSERT ON raised_at_commit TO dev_user;`),
);

const alice = await insertUser(database);
const bob = await insertUser(database);

describe('who is asking', () => {
  test('a user sees himself and nobody else', async () => {
    expect((await db.withUser(alice.id, (tx) => tx.user.findMany())).map(({ id }) => id)).toEqual([alice.id]);
    expect(await db.withUser(alice.id, (tx) => tx.session.findMany({ where: { userId: bob.id } }))).toEqual([]);
  });

  test('the user of one transaction is forgotten in the next on the same connection', async () => {
    await Promise.all([1, 2, 3, 4].map(() => db.withUser(alice.id, (tx) => tx.$executeRaw`SELECT pg_sleep(0.02)`)));
    const counts = await Promise.all(
      [1, 2, 3, 4].map(() => db.statement<{ count: bigint }>(sql`SELECT count(*) FROM users`)),
    );
    expect(counts.flat()).toEqual(counts.map(() => ({ count: 0n })));
  });

  test('the system role sees every user, for one transaction only', async () => {
    expect(await db.withSystem((tx) => tx.user.count())).toBe(2);
    expect(await db.statement(sql`SELECT current_user::text AS role`)).toEqual([{ role: 'dev_user' }]);
  });

  test('a row written for somebody else is refused and nothing of the transaction stays', async () => {
    const rename = db.withUser(alice.id, async (tx) => {
      await tx.user.update({ where: { id: alice.id }, data: { fullName: 'Changed' } });
      await tx.$executeRaw`INSERT INTO sessions (id, user_id, token_delivery, ip, user_agent)
        VALUES (gen_random_uuid(), ${bob.id}::uuid, 'body', '', '')`;
    });
    const error: unknown = await rename.catch((caught: unknown) => caught);
    expect(sqlError(error)?.code).toBe('42501');
    expect(await db.withUser(alice.id, (tx) => tx.user.findFirst())).toMatchObject({ fullName: null });
  });

  test('a read refuses to write', async () => {
    const write = db.read(alice.id, (tx) => tx.user.update({ where: { id: alice.id }, data: { fullName: 'Changed' } }));
    const error: unknown = await write.catch((caught: unknown) => caught);
    expect(sqlError(error)?.code).toBe('25006');
  });

  test('reads go to the replica when there is one, everything else to the primary', async () => {
    const whoami = sql`SELECT session_user::text AS role`;
    expect(await elsewhere.read(alice.id, (tx) => tx.$queryRaw(whoami))).toEqual([{ role: 'postgres' }]);
    expect(await elsewhere.withUser(alice.id, (tx) => tx.$queryRaw(whoami))).toEqual([{ role: 'dev_user' }]);
    await elsewhere.ping();
  });
});

describe('conflicts and problems', () => {
  test('a deadlock victim runs again and both transactions commit', async () => {
    const order = [alice.id, bob.id];
    const bothFirst = gate(2);
    const touch = async (ids: readonly string[], name: string): Promise<void> =>
      db.withSystem(async (tx) => {
        for (const [index, id] of ids.entries()) {
          await tx.user.update({ where: { id }, data: { fullName: name } });
          if (index === 0) await bothFirst();
        }
      });
    await Promise.all([touch(order, 'one'), touch(order.toReversed(), 'two')]);
    const names = await db.withSystem((tx) => tx.user.findMany({ distinct: ['fullName'] }));
    expect(names).toHaveLength(1);
  });

  test.each(['40001', '40P01'])('%s raised at COMMIT is retried twice', async (code) => {
    let runs = 0;
    const work = db.withUser(alice.id, async (tx) => {
      runs += 1;
      await tx.$executeRaw`INSERT INTO raised_at_commit VALUES (${code})`;
    });
    await expect(work).rejects.toSatisfy((error) => sqlError(error)?.code === code);
    expect(runs).toBe(3);
  });

  test.each([
    ['in a statement', sql`SELECT raise_error('PV001')`],
    ['at COMMIT', sql`INSERT INTO raised_at_commit VALUES ('PV001')`],
  ])('a problem raised %s arrives with its code and members', async (_when, statement) => {
    const error: unknown = await db
      .withUser(alice.id, (tx) => tx.$executeRaw(statement))
      .catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(AppError);
    expect(error).toMatchObject({ code: 'INSUFFICIENT_CREDITS', members: { required: 3, available: 1 } });
  });

  test('a broken unique index is known by its name', async () => {
    const error: unknown = await db
      .withSystem((tx) => tx.user.update({ where: { id: bob.id }, data: { email: alice.email.toUpperCase() } }))
      .catch((caught: unknown) => caught);
    expect(isUniqueViolation(error, 'users_email_key')).toBe(true);
    expect(isUniqueViolation(error, 'users_username_key')).toBe(false);
  });
});

/** Holds each caller until `count` of them have come; those that come later pass. */
function gate(count: number): () => Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let arrived = 0;
  return () => {
    arrived += 1;
    if (arrived >= count) resolve();
    return promise;
  };
}
