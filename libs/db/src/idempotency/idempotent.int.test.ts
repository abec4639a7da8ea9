import { randomUUID } from 'node:crypto';
import { insertUser, testDatabase } from '@pingvas/testing';
import { afterAll, describe, expect, test } from 'vitest';
import { createDb } from '../client/create-db.ts';
import { systemRoleOf } from '../environment/roles.ts';
import { idempotent } from './idempotent.ts';
import type { Answer, IdempotencyClaim } from './idempotent.ts';

const database = await testDatabase();
const db = createDb<'user'>({
  url: database.urls.payment,
  schema: database.schema,
  systemRole: systemRoleOf(database.schema, 'payment'),
  poolMax: 8,
});
afterAll(() => db.close());
const user = await insertUser(database);
const other = await insertUser(database);

const claimOf = (more: Partial<IdempotencyClaim> = {}): IdempotencyClaim => ({
  userId: user.id,
  method: 'POST',
  path: '/api/v1/payments/things',
  key: randomUUID(),
  fingerprint: 'a',
  ...more,
});

/** Runs one request; `runs` counts how often its work was done. */
const runner = () => {
  let runs = 0;
  const run = (claim: IdempotencyClaim | null, answer: Answer = { status: 201, body: `{"n":${runs}}` }) =>
    db.withUser(claim?.userId ?? user.id, (tx) =>
      idempotent(tx, claim, async () => {
        runs += 1;
        return answer;
      }),
    );
  return { run, runs: () => runs };
};

describe('under an Idempotency-Key', () => {
  test('a repeat gets the first answer byte for byte and runs nothing', async () => {
    const { run, runs } = runner();
    const claim = claimOf();
    const first = { status: 201, body: '{ "b" : 1.0, "a": "ü" }', location: '/api/v1/payments/things/1' };
    expect(await run(claim, first)).toEqual({ ...first, replayed: false });
    expect(await run(claim)).toEqual({ ...first, replayed: true });
    expect(runs()).toBe(1);
  });

  test('another body, account, path or method is told apart', async () => {
    const { run, runs } = runner();
    const claim = claimOf();
    await run(claim);
    await expect(run({ ...claim, fingerprint: 'b' })).rejects.toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' });
    expect(await run({ ...claim, userId: other.id })).toMatchObject({ replayed: false });
    expect(await run({ ...claim, path: '/api/v1/payments/others' })).toMatchObject({ replayed: false });
    expect(await run({ ...claim, method: 'PUT' })).toMatchObject({ replayed: false });
    expect(runs()).toBe(4);
  });

  test('a failure frees the key', async () => {
    const claim = claimOf();
    const refused = db.withUser(user.id, (tx) => idempotent(tx, claim, () => Promise.reject(new Error('refused'))));
    await expect(refused).rejects.toThrow('refused');
    expect(await runner().run(claim)).toMatchObject({ replayed: false });
  });

  test('of requests at once one runs, the others are told to wait', async () => {
    const claim = claimOf();
    const running = Promise.withResolvers<void>();
    const started = Promise.withResolvers<void>();
    const first = db.withUser(user.id, (tx) =>
      idempotent(tx, claim, async () => {
        started.resolve();
        await running.promise;
        return { status: 200, body: '{}' };
      }),
    );
    await started.promise;
    const { run, runs } = runner();
    await expect(run(claim)).rejects.toMatchObject({
      code: 'IDEMPOTENCY_IN_PROGRESS',
      headers: { 'retry-after': '1' },
    });
    running.resolve();
    expect(await first).toMatchObject({ replayed: false });
    expect(await run(claim)).toMatchObject({ replayed: true, status: 200 });
    expect(runs()).toBe(0);
  });

  test('background roles of payments keep the answers of admins too', async () => {
    const claim = claimOf();
    const asSystem = () => db.withSystem((tx) => idempotent(tx, claim, async () => ({ status: 200, body: '{}' })));
    expect([await asSystem(), await asSystem()]).toMatchObject([{ replayed: false }, { replayed: true }]);
  });
});

test('without a key every request runs', async () => {
  const { run, runs } = runner();
  expect([await run(null), await run(null)]).toMatchObject([{ replayed: false }, { replayed: false }]);
  expect(runs()).toBe(2);
});
