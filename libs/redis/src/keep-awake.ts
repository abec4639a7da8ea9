import type { Redis } from 'ioredis';

const PING_INTERVAL_MS = 3000;

/** A subscriber sends nothing, so only a regular PING lets its socket timeout notice a frozen server. */
export function keepAwake(redis: Redis): void {
  const timer = setInterval(() => {
    // A lost PING needs no handling: the socket timeout reconnects.
    if (redis.status === 'ready') redis.ping().catch(() => undefined);
  }, PING_INTERVAL_MS);
  timer.unref();
  redis.once('end', () => clearInterval(timer));
}
