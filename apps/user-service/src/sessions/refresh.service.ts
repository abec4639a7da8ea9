import { announceEviction } from '@pingvas/auth';
import { AppError } from '@pingvas/errors';
import { newId } from '@pingvas/http';
import type { Redis } from '@pingvas/redis';
import { recordAct, type Origin } from '../audit/audit.repository.ts';
import type { Clock } from '../clock.ts';
import type { Tx, UserDb } from '../database.ts';
import { findUser } from '../users/users.repository.ts';
import { addRefreshToken, type Login } from './open-session.ts';
import { newRefreshToken, refreshTokenHash, type RefreshToken } from './refresh-token.ts';
import { findToken, isLastSpent, lockToken, spendToken, type StoredToken } from './refresh-tokens.repository.ts';
import { refreshVerdict, type Verdict } from './refresh-verdict.ts';
import { revokeSessions, touchSession } from './sessions.repository.ts';

export interface RefreshService {
  /** Whose token it is; null for one that is unknown. */
  ownerOf: (token: string) => Promise<{ userId: string; sessionId: string } | null>;
  /**
   * Changes a refresh token for the next one of its login (row U3).
   * @throws AppError INVALID_TOKEN, TOKEN_EXPIRED; TOKEN_REUSED, and the login is ended; CONFLICT in a browser whose other tab
   *   was first; ACCOUNT_SUSPENDED
   */
  refresh: (token: string, viaCookie: boolean, origin: Origin) => Promise<Login>;
}

type Outcome = { login: Login } | { refused: Exclude<Verdict, 'rotate'> | 'unknown' | 'suspended'; ended: string[] };

const REFUSALS = {
  unknown: 'INVALID_TOKEN',
  revoked: 'INVALID_TOKEN',
  expired: 'TOKEN_EXPIRED',
  reused: 'TOKEN_REUSED',
  second_tab: 'CONFLICT',
  suspended: 'ACCOUNT_SUSPENDED',
} as const;

export function createRefreshService(deps: { db: UserDb; clock: Clock; redis: Redis }): RefreshService {
  const { db, clock, redis } = deps;
  return {
    ownerOf: async (token) => {
      const hash = refreshTokenHash(token);
      return hash === null ? null : db.withSystem((tx) => findToken(tx, hash));
    },
    refresh: async (token, viaCookie, origin) => {
      const hash = refreshTokenHash(token);
      if (hash === null) throw new AppError('INVALID_TOKEN');
      const use = { hash, next: newRefreshToken(), viaCookie, origin, actId: newId(), now: clock.now() };
      // A refusal is a result, not a throw: what it revokes must commit.
      const outcome = await db.withSystem((tx) => exchange(tx, use));
      if ('login' in outcome) return outcome.login;
      for (const sessionId of outcome.ended) await announceEviction(redis, { sessionId });
      throw new AppError(REFUSALS[outcome.refused]);
    },
  };
}

interface Use {
  hash: RefreshToken['hash'];
  next: RefreshToken;
  viaCookie: boolean;
  origin: Origin;
  actId: string;
  now: Date;
}

async function exchange(tx: Tx, use: Use): Promise<Outcome> {
  const token = await lockToken(tx, use.hash);
  if (token === null) return { refused: 'unknown', ended: [] };
  const { spentAt, sessionId } = token;
  const lastSpent = spentAt !== null && (await isLastSpent(tx, { sessionId, spentAt }));
  const verdict = refreshVerdict(token, { ...use, lastSpent });
  if (verdict === 'rotate') return rotate(tx, token, use);
  return { refused: verdict, ended: verdict === 'reused' ? await endReused(tx, token, use) : [] };
}

async function rotate(tx: Tx, token: StoredToken, { hash, next, now }: Use): Promise<Outcome> {
  const user = await findUser(tx, token.userId);
  if (user === null) return { refused: 'unknown', ended: [] };
  if (user.status === 'suspended') return { refused: 'suspended', ended: [] };
  await spendToken(tx, hash, now);
  await addRefreshToken(tx, { userId: token.userId, sessionId: token.sessionId }, next, now);
  await touchSession(tx, token.sessionId, now);
  return { login: { user, sessionId: token.sessionId, refreshToken: next.token } };
}

async function endReused(tx: Tx, { userId, sessionId }: StoredToken, { actId, origin, now }: Use): Promise<string[]> {
  const ended = await revokeSessions(tx, userId, { id: sessionId }, now, 'reuse');
  const target = { type: 'session', id: sessionId } as const;
  if (ended.length > 0)
    await recordAct(tx, { id: actId, userId, actorId: null, action: 'session.reuse_detected', target }, origin);
  return ended;
}
