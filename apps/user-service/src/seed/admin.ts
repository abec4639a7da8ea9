import { newId } from '@pingvas/http';
import { recordAct } from '../audit/audit.repository.ts';
import type { Clock } from '../clock.ts';
import type { Tx, UserDb } from '../database.ts';
import type { PasswordHasher } from '../passwords/password-hasher.ts';
import { openAccount } from '../registration/open-account.ts';
import { findUserByEmail, type NewUser } from '../users/users.repository.ts';

interface Admin {
  email: string;
  password: string;
}

/**
 * Makes sure that there is a verified administrator with this address and password. Twice, or by two processes at once, makes
 * one.
 * @returns whether anything had to change
 */
export async function seedAdmin(
  { email, password }: Admin,
  { db, hasher, clock }: { db: UserDb; hasher: PasswordHasher; clock: Clock },
): Promise<boolean> {
  const known = await db.withSystem((tx) => findUserByEmail(tx, email));
  const fits = known !== null && (await hasher.verify(known.passwordHash, password));
  if (fits && known.role === 'admin' && known.emailVerifiedAt !== null) return false;
  const passwordHash = await hasher.hash(password);
  const at = clock.now();
  await db.withSystem(async (tx) => {
    await lockSeed(tx);
    const found = await findUserByEmail(tx, email);
    const admin = { email, passwordHash, role: 'admin', emailVerifiedAt: at } as const;
    if (found === null) await openAccount(tx, { ...named(), ...admin }, { action: 'user.seeded', at });
    else await promote(tx, found.id, admin);
  });
  return true;
}

async function promote(tx: Tx, id: string, admin: Partial<NewUser>): Promise<void> {
  await tx.user.update({ where: { id }, data: admin, select: { id: true } });
  const target = { type: 'user', id } as const;
  await recordAct(tx, { id: newId(), userId: id, actorId: null, action: 'user.seeded', target });
}

const named = () => {
  const id = newId();
  return { id, username: `admin-${id.slice(-12)}`, fullName: null, lastLoginAt: null };
};

/** One seed at a time: the second one finds what the first one made. */
const lockSeed = (tx: Tx): Promise<unknown> =>
  tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended('user-service seed', 0))::text`;
