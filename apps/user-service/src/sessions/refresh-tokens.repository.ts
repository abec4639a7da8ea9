import type { Tx } from '../database.ts';
import type { RefreshToken } from './refresh-token.ts';
import type { TokenDelivery } from './sessions.repository.ts';

type Hash = RefreshToken['hash'];

/** A stored refresh token with its login. */
export interface StoredToken {
  userId: string;
  sessionId: string;
  tokenDelivery: TokenDelivery;
  expiresAt: Date;
  spentAt: Date | null;
  revokedAt: Date | null;
}

interface NewRefreshToken {
  hash: Hash;
  sessionId: string;
  userId: string;
  issuedAt: Date;
  expiresAt: Date;
}

export async function insertRefreshToken(tx: Tx, { hash, ...token }: NewRefreshToken): Promise<void> {
  await tx.refreshToken.create({ data: { tokenHash: hash, ...token } });
}

export const findToken = (tx: Tx, hash: Hash): Promise<{ userId: string; sessionId: string } | null> =>
  tx.refreshToken.findUnique({ where: { tokenHash: hash }, select: { userId: true, sessionId: true } });

/** Locks the token and its login for this transaction: of two uses at once, the second sees what the first did. */
export async function lockToken(tx: Tx, hash: Hash): Promise<StoredToken | null> {
  const [row] = await tx.$queryRaw<StoredToken[]>`
    SELECT t.user_id::text AS "userId", t.session_id::text AS "sessionId", s.token_delivery AS "tokenDelivery",
      t.expires_at AS "expiresAt", t.spent_at AS "spentAt", s.revoked_at AS "revokedAt"
    FROM refresh_tokens t JOIN sessions s ON s.id = t.session_id WHERE t.token_hash = ${hash} FOR UPDATE OF t, s`;
  return row ?? null;
}

/** Whether no token of the login was spent after this moment. */
export const isLastSpent = async (
  tx: Tx,
  { sessionId, spentAt }: { sessionId: string; spentAt: Date },
): Promise<boolean> => (await tx.refreshToken.count({ where: { sessionId, spentAt: { gt: spentAt } } })) === 0;

export const spendToken = (tx: Tx, hash: Hash, at: Date): Promise<unknown> =>
  tx.refreshToken.update({ where: { tokenHash: hash }, data: { spentAt: at }, select: { sessionId: true } });
