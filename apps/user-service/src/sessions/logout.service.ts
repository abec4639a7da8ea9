import { announceEviction } from '@pingvas/auth';
import { newId } from '@pingvas/http';
import type { Redis } from '@pingvas/redis';
import { recordAct, type Origin } from '../audit/audit.repository.ts';
import type { Clock } from '../clock.ts';
import type { Tx, UserDb } from '../database.ts';
import { refreshTokenHash } from './refresh-token.ts';
import { findToken } from './refresh-tokens.repository.ts';
import { revokeSessions } from './sessions.repository.ts';

interface LogoutInput {
  /** The login of the access token. */
  sessionId: string;
  /** Ends the login of this token too, when it is the caller's own. */
  refreshToken: string | null;
  /** Every login of the account. */
  all: boolean;
}

export interface LogoutService {
  /** Ends logins of a user (row U4); those that are over already stay as they are. */
  logout: (userId: string, input: LogoutInput, origin: Origin) => Promise<void>;
}

export function createLogoutService(deps: { db: UserDb; clock: Clock; redis: Redis }): LogoutService {
  const { db, clock, redis } = deps;
  return {
    logout: async (userId, input, origin) => {
      const at = clock.now();
      const ended = await db.withSystem(async (tx) => {
        const revoked = await revoke(tx, userId, input, at);
        for (const id of revoked) await noteEnd(tx, userId, id, origin);
        return revoked;
      });
      if (ended.length > 0) await announceEviction(redis, { userId });
    },
  };
}

async function revoke(
  tx: Tx,
  userId: string,
  { sessionId, refreshToken, all }: LogoutInput,
  at: Date,
): Promise<string[]> {
  if (all) return revokeSessions(tx, userId, 'all', at, 'logout');
  const hash = refreshToken === null ? null : refreshTokenHash(refreshToken);
  const other = hash === null ? null : await findToken(tx, hash);
  const ids = new Set([sessionId, ...(other?.userId === userId ? [other.sessionId] : [])]);
  const revoked: string[] = [];
  for (const id of ids) revoked.push(...(await revokeSessions(tx, userId, { id }, at, 'logout')));
  return revoked;
}

const noteEnd = (tx: Tx, userId: string, sessionId: string, origin: Origin): Promise<void> =>
  recordAct(
    tx,
    { id: newId(), userId, actorId: userId, action: 'session.revoked', target: { type: 'session', id: sessionId } },
    origin,
  );
