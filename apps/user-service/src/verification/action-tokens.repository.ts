import type { Tx } from '../database.ts';
import { tokenHash } from '../tokens.ts';

type Purpose = 'verify_email' | 'reset_password';

interface NewActionToken {
  token: string;
  userId: string;
  purpose: Purpose;
  email: string;
  createdAt: Date;
  expiresAt: Date;
}

export async function insertActionToken(tx: Tx, { token, ...rest }: NewActionToken): Promise<void> {
  await tx.actionToken.create({ data: { tokenHash: tokenHash(token), ...rest }, select: { userId: true } });
}

/**
 * Uses a token up: of two that come with it at once, one gets it.
 * @returns null when it is unknown, used, expired or for another purpose
 */
export async function useActionToken(
  tx: Tx,
  token: string,
  purpose: Purpose,
  at: Date,
): Promise<{ userId: string; email: string } | null> {
  const [used] = await tx.actionToken.updateManyAndReturn({
    where: { tokenHash: tokenHash(token), purpose, usedAt: null, expiresAt: { gt: at } },
    data: { usedAt: at },
    select: { userId: true, email: true },
  });
  return used ?? null;
}

/** Uses up what is left of a user's tokens for one purpose: older links are worth nothing any more. */
export const useUpActionTokens = (tx: Tx, userId: string, purpose: Purpose, at: Date): Promise<unknown> =>
  tx.actionToken.updateMany({ where: { userId, purpose, usedAt: null }, data: { usedAt: at } });
