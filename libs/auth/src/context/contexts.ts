import { sql, type Sql } from '@pingvas/db';
import { serviceUnavailable } from '@pingvas/errors';
import { LRUCache } from 'lru-cache';
import { contextOf, type AuthContext, type AuthContextRow } from './caller.ts';

/** With the time a statement takes, it keeps the promise that a revoked login is refused everywhere within 5 s. */
const MAX_AGE_MS = 2000;
const MAX_SESSIONS = 20_000;
const RETRY_AFTER_SECONDS = 2;

/** The part of the database that identity needs: any service's will do. */
export interface AuthDb {
  statement: <Row>(query: Sql) => Promise<Row[]>;
}

export interface AuthContexts {
  /**
   * What a login may do; null when it does not exist or was revoked.
   * @throws AppError SERVICE_UNAVAILABLE when the database does not answer
   */
  find: (sessionId: string) => Promise<AuthContext | null>;
  /** The next `find` asks the database again. */
  evict: (of: { sessionId: string } | { userId: string }) => void;
}

/** Reads `auth_context`, kept for at most 2 s from the moment of asking; many who ask at once cost one statement. */
export function createAuthContexts(db: AuthDb): AuthContexts {
  const known = new LRUCache<string, Promise<AuthContext | null>>({ max: MAX_SESSIONS, ttl: MAX_AGE_MS });
  const userOf = new LRUCache<string, string>({ max: MAX_SESSIONS });
  const load = async (sessionId: string): Promise<AuthContext | null> => {
    const [row] = await db.statement<AuthContextRow>(sql`SELECT * FROM auth_context(${sessionId}::uuid)`);
    if (row !== undefined) userOf.set(sessionId, row.user_id);
    return row === undefined ? null : contextOf(row);
  };
  const start = (sessionId: string): Promise<AuthContext | null> => {
    const loading = load(sessionId).catch((error: unknown) => {
      if (known.peek(sessionId) === loading) known.delete(sessionId);
      throw serviceUnavailable(RETRY_AFTER_SECONDS, error);
    });
    known.set(sessionId, loading);
    return loading;
  };
  return {
    find: (sessionId) => known.get(sessionId) ?? start(sessionId),
    evict: (of) => {
      if ('sessionId' in of) known.delete(of.sessionId);
      else for (const sessionId of known.keys()) if (userOf.peek(sessionId) === of.userId) known.delete(sessionId);
    },
  };
}
