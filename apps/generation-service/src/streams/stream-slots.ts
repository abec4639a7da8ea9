import { defineScript, type Redis } from '@pingvas/redis';

/** Open streams and sockets of one account over all replicas (API contract 1.8). */
export const MAX_STREAMS = 5;
/** A slot that is not renewed ends by itself: its replica died. */
const SLOT_MS = 45_000;

const take = defineScript(`
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', ARGV[1])
if not redis.call('ZSCORE', KEYS[1], ARGV[3]) and redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[4]) then return 0 end
redis.call('ZADD', KEYS[1], ARGV[2], ARGV[3])
redis.call('PEXPIRE', KEYS[1], ARGV[5])
return 1`);

export interface StreamSlots {
  /** Takes or renews a slot. False: the account has as many as it may. Open while Redis is away: streams only read. */
  take(userId: string, streamId: string): Promise<boolean>;
  release(userId: string, streamId: string): Promise<void>;
}

const keyOf = (userId: string): string => `streams:${userId}`;

export const createStreamSlots = (redis: Redis): StreamSlots => ({
  async take(userId, streamId) {
    const now = Date.now();
    try {
      return (await take(redis, [keyOf(userId)], [now, now + SLOT_MS, streamId, MAX_STREAMS, SLOT_MS])) === 1;
    } catch {
      return true;
    }
  },
  async release(userId, streamId) {
    // Left behind, the slot ends by its age.
    await redis.zrem(keyOf(userId), streamId).catch(() => undefined);
  },
});
