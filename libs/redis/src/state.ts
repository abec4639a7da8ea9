import { once } from 'node:events';
import type { Redis } from 'ioredis';

const CLOSE_LIMIT_MS = 1000;

/**
 * Waits until the connection can be used; a producer refuses commands before that.
 * @throws when it is not ready within `timeoutMs`
 */
export async function whenReady(redis: Redis, timeoutMs: number): Promise<void> {
  if (redis.status === 'ready') return;
  await onceReady(redis, AbortSignal.timeout(timeoutMs));
}

async function onceReady(redis: Redis, signal: AbortSignal): Promise<void> {
  // Not `once` of 'ready' alone: it would reject at the first 'error', and a client has several before it connects.
  const ready = Promise.withResolvers<void>();
  const done = (): void => ready.resolve();
  const expired = (): void => ready.reject(new Error('Redis is not ready'));
  redis.once('ready', done);
  signal.addEventListener('abort', expired, { once: true });
  try {
    await ready.promise;
  } finally {
    redis.off('ready', done);
    signal.removeEventListener('abort', expired);
  }
}

/**
 * For readiness checks: Redis answers, and never throws away what it was given.
 * @throws when it does not answer or may evict keys: leases and queues would vanish silently
 */
export async function assertUsable(redis: Redis): Promise<void> {
  const memory = await redis.info('memory');
  const policy = /^maxmemory_policy:(\S+)/m.exec(memory)?.[1];
  if (policy !== undefined && policy !== 'noeviction')
    throw new Error(`Redis may evict keys: maxmemory-policy is ${policy}`);
}

/** Ends connections politely, within a second, whatever state they are in. */
export async function closeAll(connections: readonly Redis[]): Promise<void> {
  await Promise.all(connections.map(close));
}

async function close(redis: Redis): Promise<void> {
  if (redis.status === 'end') return;
  if (redis.status !== 'ready') return redis.disconnect();
  const ended = once(redis, 'end').catch(() => undefined);
  const timer = setTimeout(() => redis.disconnect(), CLOSE_LIMIT_MS);
  redis.quit().catch(() => redis.disconnect());
  await ended;
  clearTimeout(timer);
}
