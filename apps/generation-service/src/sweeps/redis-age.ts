import type { Redis } from '@pingvas/redis';

const KEY = 'sweeps:redis-since';

/**
 * For how long this Redis has kept its data, in milliseconds, as far as the sweeps of any replica know: 0 for one that was emptied.
 * What is missing in a young one proves nothing.
 */
export async function redisAgeMs(redis: Redis): Promise<number> {
  const now = Date.now();
  await redis.set(KEY, now, 'NX');
  return now - Number((await redis.get(KEY)) ?? now);
}
