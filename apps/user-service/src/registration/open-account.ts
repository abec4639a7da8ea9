import { newId } from '@pingvas/http';
import { PLANS } from '@pingvas/plans';
import { recordAct, type Origin } from '../audit/audit.repository.ts';
import type { Tx } from '../database.ts';
import type { UserRow } from '../users/user.view.ts';
import { grantFreeCredits, insertUser, type NewUser } from '../users/users.repository.ts';

/** An account with the credits of its first free month, and the note of how it came to be. */
export async function openAccount(
  tx: Tx,
  account: NewUser,
  how: { action: 'user.registered' | 'user.seeded'; at: Date },
  origin?: Origin,
): Promise<UserRow> {
  const user = await insertUser(tx, account);
  await grantFreeCredits(tx, user.id, PLANS.free.monthlyCredits, how.at);
  const actorId = how.action === 'user.seeded' ? null : user.id;
  const target = { type: 'user', id: user.id } as const;
  await recordAct(tx, { id: newId(), userId: user.id, actorId, action: how.action, target }, origin);
  return user;
}
