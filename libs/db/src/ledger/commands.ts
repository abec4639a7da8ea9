import fc from 'fast-check';
import type { Client } from 'pg';
import type { LedgerModel } from './model.ts';

/** One movement of a user's credits: run on the model and on the real functions, it answers the same. */
export type Command =
  | { kind: 'grant'; amount: number; lastDay: number | undefined; reference: string }
  | { kind: 'hold'; job: string; amount: number }
  | { kind: 'settle'; job: string; charge: number }
  | { kind: 'release'; job: string }
  | { kind: 'expire' }
  | { kind: 'debit'; amount: number; reference: string }
  | { kind: 'passTime' };

/** Few names, so that they repeat: an effect keyed by its reference must happen once. */
const names = fc.constantFrom('a', 'b', 'c', 'd', 'e');
const amounts = fc.integer({ min: 1, max: 60 });
const lastDays = fc.option(fc.constantFrom(10, 20, 30, 30, 40), { nil: undefined });

const grants = fc.record({ kind: fc.constant('grant' as const), amount: amounts, lastDay: lastDays, reference: names });
const holds = fc.record({ kind: fc.constant('hold' as const), job: names, amount: amounts });
const settles = fc.record({
  kind: fc.constant('settle' as const),
  job: names,
  charge: fc.integer({ min: -5, max: 80 }),
});

export const commands: fc.Arbitrary<Command> = fc.oneof(
  { arbitrary: grants, weight: 4 },
  { arbitrary: holds, weight: 6 },
  { arbitrary: settles, weight: 4 },
  { arbitrary: fc.record({ kind: fc.constant('release' as const), job: names }), weight: 2 },
  { arbitrary: fc.record({ kind: fc.constant('debit' as const), amount: amounts, reference: names }), weight: 2 },
  { arbitrary: fc.constant({ kind: 'expire' as const }), weight: 1 },
  { arbitrary: fc.constant({ kind: 'passTime' as const }), weight: 1 },
);

export function runOnModel(model: LedgerModel, command: Command): unknown {
  switch (command.kind) {
    case 'grant':
      return model.grant(command.amount, command.lastDay, command.reference);
    case 'hold':
      return model.hold(command.job, command.amount);
    case 'settle':
      return model.settle(command.job, command.charge);
    case 'release':
      return model.settle(command.job, 0);
    case 'expire':
      return model.expire();
    case 'debit':
      return model.debit(command.amount, command.reference);
    case 'passTime':
      return model.passTime();
  }
}

/** @param jobs the id of each named job of this user. */
export async function runOnDatabase(
  client: Client,
  user: { id: string; jobs: Readonly<Record<string, string>> },
  command: Command,
): Promise<unknown> {
  const value = async (text: string, values: readonly unknown[]): Promise<unknown> =>
    (await client.query<{ value: unknown }>(`SELECT ${text} AS value`, [...values])).rows[0]?.value;
  switch (command.kind) {
    case 'grant':
      await value(`credit_grant($1, $2, 'bonus', 'bonus', 'admin', $3, now() + $4 * interval '1 day', '')`, [
        user.id,
        command.amount,
        command.reference,
        command.lastDay,
      ]);
      return undefined;
    case 'hold':
      return (
        (await value(`(credit_hold($1, $2, $3) ->> 'shortfall')::int`, [
          user.id,
          user.jobs[command.job],
          command.amount,
        ])) ?? 0
      );
    case 'settle':
      return value('credit_settle($1, $2)', [user.jobs[command.job], command.charge]);
    case 'release':
      return value('credit_release($1)', [user.jobs[command.job]]);
    case 'expire':
      return value('credit_expire($1)', [user.id]);
    case 'debit':
      return value(`credit_debit($1, $2, 'admin_adjustment', 'admin', $3, '') IS NOT NULL`, [
        user.id,
        command.amount,
        command.reference,
      ]);
    case 'passTime':
      await client.query(`UPDATE credit_lots SET expires_at = expires_at - interval '1000 days' WHERE user_id = $1`, [
        user.id,
      ]);
      return undefined;
  }
}
