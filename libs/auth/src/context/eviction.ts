import { onMessage, type Redis } from '@pingvas/redis';
import type { AuthContexts } from './contexts.ts';

const CHANNEL = 'auth:evict';

/**
 * Tells every process to ask the database again about a login, or about all logins of a user. Only a hint that makes changes act
 * at once: what is lost acts within 2 s anyway, so a failure is no reason to fail the change.
 */
export async function announceEviction(redis: Redis, of: { sessionId: string } | { userId: string }): Promise<void> {
  const message = 'sessionId' in of ? `session:${of.sessionId}` : `user:${of.userId}`;
  await redis.publish(CHANNEL, message).catch(() => undefined);
}

/** Starts listening; while Redis is away nothing is evicted early, and nothing waits for it. */
export function listenForEvictions(subscriber: Redis, contexts: AuthContexts): void {
  const evict = (message: string): void => {
    const [kind, id = ''] = message.split(':', 2);
    if (kind === 'session') contexts.evict({ sessionId: id });
    if (kind === 'user') contexts.evict({ userId: id });
  };
  // Rejected only when the connection is closed before it ever opened.
  onMessage(subscriber, CHANNEL, evict).catch(() => undefined);
}
