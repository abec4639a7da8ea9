import { randomUUID } from 'node:crypto';
import { grantCredits, insertUser, testDatabase } from '@pingvas/testing';
import { afterAll, expect, test } from 'vitest';
import { withClient } from '../connection/with-client.ts';
import { createDb } from '../client/create-db.ts';
import { sqlError } from '../errors/sql-error.ts';
import { systemRoleOf } from '../environment/roles.ts';

const database = await testDatabase();
const systemRole = systemRoleOf(database.schema, 'generation');
const db = createDb<'creditBalance'>({
  url: database.urls.generation,
  schema: database.schema,
  systemRole,
  poolMax: 2,
});
afterAll(() => db.close());

/** Runs statements as the role that owns the ledger's functions, the most powerful there is for its tables. */
const asLedger = (...statements: string[]): Promise<unknown> =>
  withClient(database.superuserUrl, async (client) => {
    await client.query(`BEGIN; SET LOCAL search_path = ${database.schema}; SET LOCAL ROLE dev_ledger`);
    for (const statement of statements) await client.query(statement);
    return client.query('COMMIT');
  });

const codeOf = (work: Promise<unknown>): Promise<string | undefined> =>
  work.then(
    () => undefined,
    (error: unknown) => sqlError(error)?.code,
  );

const header = (id: string, userId: string): string =>
  `INSERT INTO credit_transactions (id, user_id, type, available_change, held_change, available_after, held_after, reference_type,
     reference_id, transaction_id, description) VALUES ('${id}', '${userId}', 'bonus', 5, 0, 5, 0, 'admin', '${id}', '${id}', '')`;
const entry = (id: string, userId: string, account: string, amount: number): string =>
  `INSERT INTO credit_entries (credit_transaction_id, user_id, account, amount) VALUES ('${id}', '${userId}', '${account}', ${amount})`;

test('postings that do not sum to zero are refused at COMMIT', async () => {
  const [{ id: user }, id] = [await insertUser(database), randomUUID()];
  const lopsided = asLedger(header(id, user), entry(id, user, 'user_available', 5), entry(id, user, 'granted', -4));
  await expect(lopsided).rejects.toMatchObject({
    code: '23514',
    message: expect.stringContaining('does not balance') as string,
  });
});

test('postings that say something else than their header are refused at COMMIT', async () => {
  const [{ id: user }, id] = [await insertUser(database), randomUUID()];
  const other = asLedger(header(id, user), entry(id, user, 'user_available', 6), entry(id, user, 'granted', -6));
  await expect(other).rejects.toMatchObject({ code: '23514' });
});

test.each([
  'UPDATE credit_transactions SET description = $$x$$',
  'DELETE FROM credit_transactions',
  'DELETE FROM credit_entries',
])('not even the ledger itself may rewrite history: %s', async (statement) => {
  await expect(asLedger(statement)).rejects.toMatchObject({ code: '42501' });
});

test("a user's transaction moves nobody else's credits", async () => {
  const [alice, bob] = [await insertUser(database), await insertUser(database)];
  await grantCredits(database, bob.id, 50);
  const theft = db.withUser(alice.id, (tx) => tx.$queryRaw`SELECT credit_hold(${bob.id}::uuid, gen_random_uuid(), 10)`);
  expect(await codeOf(theft)).toBe('42501');
  expect(await db.withUser(bob.id, (tx) => tx.creditBalance.findFirst())).toMatchObject({ available: 50, held: 0 });
});

test('a service holds and releases, and cannot give itself credits', async () => {
  const [alice, job] = [await insertUser(database), randomUUID()];
  await grantCredits(database, alice.id, 50);
  await db.withUser(alice.id, (tx) => tx.$queryRaw`SELECT credit_hold(${alice.id}::uuid, ${job}::uuid, 10)`);
  expect(await db.withUser(alice.id, (tx) => tx.creditBalance.findFirst())).toMatchObject({ available: 40, held: 10 });
  const gift = db.withUser(
    alice.id,
    (tx) => tx.$queryRaw`
    SELECT credit_grant(${alice.id}::uuid, 10, 'bonus', 'bonus', 'admin', 'gift', NULL, '')`,
  );
  expect(await codeOf(gift)).toBe('42501');
});

test('a grant with a reference that was used gives nothing again', async () => {
  const alice = await insertUser(database);
  await grantCredits(database, alice.id, 50, 'order-1');
  await grantCredits(database, alice.id, 50, 'order-1');
  expect(await db.withUser(alice.id, (tx) => tx.creditBalance.findFirst())).toMatchObject({ available: 50 });
});
