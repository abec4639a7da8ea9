import type { Origin } from '../audit/audit.repository.ts';
import { recordAct } from '../audit/audit.repository.ts';
import { afterSeconds } from '../clock.ts';
import type { Tx } from '../database.ts';
import type { UserRow } from '../users/user.view.ts';
import { REFRESH_TOKEN_SECONDS, type RefreshToken } from './refresh-token.ts';
import { insertRefreshToken } from './refresh-tokens.repository.ts';
import { insertSession, type TokenDelivery } from './sessions.repository.ts';

/** A login that is open, and the token that continues it. */
export interface Login {
  user: UserRow;
  sessionId: string;
  refreshToken: string;
}

export interface NewLogin {
  sessionId: string;
  actId: string;
  refreshToken: RefreshToken;
  tokenDelivery: TokenDelivery;
  origin: Origin;
  at: Date;
}

/** Opens a login for a user: the session, its first refresh token and the note of it. */
export async function openSession(tx: Tx, user: UserRow, login: NewLogin): Promise<Login> {
  const { sessionId, actId, refreshToken, tokenDelivery, origin, at } = login;
  await insertSession(tx, { id: sessionId, userId: user.id, tokenDelivery, origin, at });
  await addRefreshToken(tx, { userId: user.id, sessionId }, refreshToken, at);
  const target = { type: 'session', id: sessionId } as const;
  await recordAct(tx, { id: actId, userId: user.id, actorId: user.id, action: 'session.created', target }, origin);
  return { user, sessionId, refreshToken: refreshToken.token };
}

/** Gives a login its next refresh token, good for 7 days from now. */
export const addRefreshToken = (
  tx: Tx,
  owner: { userId: string; sessionId: string },
  { hash }: RefreshToken,
  at: Date,
): Promise<void> =>
  insertRefreshToken(tx, { hash, ...owner, issuedAt: at, expiresAt: afterSeconds(at, REFRESH_TOKEN_SECONDS) });
