import { randomUUID } from 'node:crypto';
import { insertUser, testDatabase } from '@pingvas/testing';
import fc from 'fast-check';
import pg from 'pg';
import { afterAll, describe, expect, test } from 'vitest';
import { commands, runOnDatabase, runOnModel } from './commands.ts';
import { createLedgerModel } from './model.ts';

const database = await testDatabase();
const clients = await Promise.all([1, 2, 3, 4].map(() => connect()));
const [client] = clients;
afterAll(() => Promise.all(clients.map((each) => each.end())));

async function connect(): Promise<pg.Client> {
  const opened = new pg.Client({ connectionString: database.superuserUrl });
  await opened.connect();
  await opened.query(`SET search_path = ${database.schema}`);
  return opened;
}

const rowsOf = async (text: string, values: readonly unknown[] = []): Promise<unknown[]> => {
  const { rows } = await (client ?? (await connect())).query<Record<string, unknown>>(text, [...values]);
  return rows;
};

const newUser = async (): Promise<{ id: string; jobs: Record<string, string> }> => {
  const { id } = await insertUser(database);
  await rowsOf('SELECT credit_lock($1)', [id]);
  return { id, jobs: Object.fromEntries(['a', 'b', 'c', 'd', 'e'].map((name) => [name, randomUUID()])) };
};

const newAccount = async () => ({ user: await newUser(), model: createLedgerModel() });

const stateOf = async (userId: string): Promise<unknown> => {
  const [account] = await rowsOf(
    `SELECT available, held, lifetime_earned::int AS earned, lifetime_spent::int AS spent FROM credits WHERE user_id = $1`,
    [userId],
  );
  const lots = await rowsOf('SELECT remaining, held FROM credit_lots WHERE user_id = $1 ORDER BY created_at, id', [
    userId,
  ]);
  return { ...(account ?? {}), lots };
};

/** What must hold over all users at any time. */
const expectSoundBooks = async (): Promise<void> => {
  expect(await rowsOf('SELECT credit_drift()::int AS drift')).toEqual([{ drift: 0 }]);
  expect(await rowsOf('SELECT COALESCE(sum(amount), 0)::int AS sum FROM credit_entries')).toEqual([{ sum: 0 }]);
  const brokenLines = await rowsOf(
    `SELECT id FROM (SELECT id, available_after, held_after,
       sum(available_change) OVER history AS available, sum(held_change) OVER history AS held
       FROM credit_transactions WINDOW history AS (PARTITION BY user_id ORDER BY seq)) AS lines
     WHERE available_after <> available OR held_after <> held`,
  );
  expect(brokenLines).toEqual([]);
};

describe('any sequence of movements', () => {
  test('answers and leaves what a plain model does, for several users in turn', async () => {
    const users = fc.constantFrom(0, 1, 2);
    const runs = fc.array(fc.tuple(users, commands), { minLength: 1, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(runs, async (steps) => {
        const accounts = [await newAccount(), await newAccount(), await newAccount()];
        for (const [index, command] of steps) {
          const account = accounts[index];
          if (account === undefined || client === undefined) continue;
          const answer = await runOnDatabase(client, account.user, command);
          expect(answer).toEqual(runOnModel(account.model, command));
        }
        for (const { user, model } of accounts) expect(await stateOf(user.id)).toEqual(model.state());
        await expectSoundBooks();
      }),
      { numRuns: 120 },
    );
  }, 60_000);

  test('keeps the books sound when four connections move the same credits at once', async () => {
    const runs = fc.array(commands, { minLength: 8, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(runs, async (steps) => {
        const user = await newUser();
        const lanes = clients.map((each, lane) => ({ each, mine: steps.filter((_, index) => index % 4 === lane) }));
        await Promise.all(
          lanes.map(async ({ each, mine }) => {
            for (const command of mine) await runOnDatabase(each, user, command);
          }),
        );
        await expectSoundBooks();
      }),
      { numRuns: 60 },
    );
  }, 60_000);

  test('one hold, settled by four at once, is charged once', async () => {
    const user = await newUser();
    const job = user.jobs.a ?? '';
    await rowsOf(`SELECT credit_grant($1, 100, 'bonus', 'bonus', 'admin', 'x', NULL, ''), credit_hold($1, $2, 60)`, [
      user.id,
      job,
    ]);
    const settled = await Promise.all(
      clients.map((each) =>
        each.query<{ charged: number }>(`SELECT (credit_settle($1, 25) ->> 'charged')::int AS charged`, [job]),
      ),
    );
    expect(settled.map(({ rows }) => rows[0]?.charged).sort()).toEqual([0, 0, 0, 25]);
    expect(await stateOf(user.id)).toMatchObject({ available: 75, held: 0, spent: 25 });
  });
});
