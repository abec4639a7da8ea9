import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';

/** Runs a script on these keys with these arguments; its answer as Redis gave it. */
export type RedisScript = (
  redis: Redis,
  keys: readonly string[],
  args: readonly (string | number)[],
) => Promise<unknown>;

/**
 * A Lua script that is sent by its digest, one round trip, and in full only when the server does not know it (a new or
 * emptied server).
 */
export function defineScript(lua: string): RedisScript {
  const digest = createHash('sha1').update(lua).digest('hex');
  return async (redis, keys, args) => {
    try {
      return await redis.evalsha(digest, keys.length, ...keys, ...args);
    } catch (error) {
      if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
      return redis.eval(lua, keys.length, ...keys, ...args);
    }
  };
}
