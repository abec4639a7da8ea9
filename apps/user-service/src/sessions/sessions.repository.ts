import type { Origin } from '../audit/audit.repository.ts';
import type { Tx } from '../database.ts';

export type TokenDelivery = 'body' | 'cookie';

const MAX_USER_AGENT = 512;

interface NewSession {
  id: string;
  userId: string;
  tokenDelivery: TokenDelivery;
  origin: Origin;
  at: Date;
}

export async function insertSession(tx: Tx, { id, userId, tokenDelivery, origin, at }: NewSession): Promise<void> {
  const userAgent = origin.userAgent.slice(0, MAX_USER_AGENT);
  await tx.session.create({
    data: { id, userId, tokenDelivery, ip: origin.ip, userAgent, createdAt: at, lastUsedAt: at },
  });
}

export const touchSession = (tx: Tx, id: string, at: Date): Promise<unknown> =>
  tx.session.updateMany({ where: { id }, data: { lastUsedAt: at } });

/**
 * Ends logins of a user.
 * @param which one of them, or all
 * @returns the ids of those that were open until now
 */
export async function revokeSessions(
  tx: Tx,
  userId: string,
  which: { id: string } | 'all',
  at: Date,
  reason: 'logout' | 'reuse',
): Promise<string[]> {
  const where = which === 'all' ? { userId, revokedAt: null } : { userId, revokedAt: null, id: which.id };
  const revoked = await tx.session.updateManyAndReturn({
    where,
    data: { revokedAt: at, revokedReason: reason },
    select: { id: true },
  });
  return revoked.map(({ id }) => id);
}
