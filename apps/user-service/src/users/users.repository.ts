import type { Tx } from '../database.ts';
import type { UserRow } from './user.view.ts';

export interface NewUser {
  id: string;
  email: string;
  username: string;
  passwordHash: string;
  fullName: string | null;
  role: 'user' | 'admin';
  emailVerifiedAt: Date | null;
  lastLoginAt: Date | null;
}

/** Inserts an account. A name that is taken breaks `users_email_key` or `users_username_key`. */
export const insertUser = (tx: Tx, user: NewUser): Promise<UserRow> => tx.user.create({ data: user });

export const findUser = (tx: Tx, id: string): Promise<UserRow | null> =>
  tx.user.findFirst({ where: { id, deletedAt: null } });

/** Case does not matter in an address; the database compares, as its unique index does. */
export async function findUserByEmail(tx: Tx, email: string): Promise<UserRow | null> {
  const [found] = await tx.$queryRaw<{ id: string }[]>`
    SELECT id::text FROM users WHERE lower(email) = lower(${email}) AND deleted_at IS NULL`;
  return found === undefined ? null : findUser(tx, found.id);
}

/**
 * Notes a login, if the account still is as its password was checked.
 * @returns null when it was suspended, deleted or got another password meanwhile
 */
export async function markLogin(tx: Tx, checked: UserRow, at: Date): Promise<UserRow | null> {
  const marked = await tx.$executeRaw`
    UPDATE users SET last_login_at = ${at}
    WHERE id = ${checked.id}::uuid AND password_hash = ${checked.passwordHash} AND status <> 'suspended' AND deleted_at IS NULL`;
  return marked === 1 ? findUser(tx, checked.id) : null;
}

/**
 * Marks the address as verified, if it still is the one that the link was sent to.
 * @returns null when it is not
 */
export async function markEmailVerified(tx: Tx, userId: string, email: string, at: Date): Promise<UserRow | null> {
  const marked = await tx.$executeRaw`
    UPDATE users SET email_verified_at = COALESCE(email_verified_at, ${at}), updated_at = ${at}
    WHERE id = ${userId}::uuid AND lower(email) = lower(${email}) AND deleted_at IS NULL`;
  return marked === 1 ? findUser(tx, userId) : null;
}

/** Gives the credits of the first free month (API contract 4.1). The same user and day give them once. */
export async function grantFreeCredits(tx: Tx, userId: string, credits: number, today: Date): Promise<void> {
  const reference = `free:${userId}:${today.toISOString().slice(0, 10)}`;
  await tx.$queryRaw`
    SELECT credit_grant(${userId}::uuid, ${credits}::int, 'monthly', 'subscription_grant', 'subscription', ${reference},
      ${today}::timestamptz + interval '1 month', 'Free plan credits')::text`;
}
