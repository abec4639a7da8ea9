import { defineScript } from '@pingvas/redis';

/** KEYS worker, reserved · ARGV lease id, ttl ms. 1 when the worker is idle and the reservation is this lease's. */
export const reserveScript = defineScript(`
if redis.call('HGET', KEYS[1], 'state') ~= '"idle"' then return 0 end
redis.call('SET', KEYS[2], ARGV[1], 'NX', 'PX', ARGV[2])
if redis.call('GET', KEYS[2]) == ARGV[1] then return 1 end
return 0`);

/** KEYS reserved · ARGV lease id. */
export const releaseScript = defineScript(`
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0`);

/**
 * KEYS worker, workers, reserved, claim, cancel · ARGV worker id, record ttl ms, lease id, claimant, claim ttl ms, field,
 * value, … In one step, so that no scheduler sees the reservation gone while the worker still looks idle.
 */
export const claimScript = defineScript(`
redis.call('SET', KEYS[4], ARGV[4], 'NX', 'PX', ARGV[5])
redis.call('HSET', KEYS[1], unpack(ARGV, 6))
redis.call('PEXPIRE', KEYS[1], ARGV[2])
redis.call('SADD', KEYS[2], ARGV[1])
if redis.call('GET', KEYS[3]) == ARGV[3] then redis.call('DEL', KEYS[3]) end
return { redis.call('GET', KEYS[4]) == ARGV[4] and 1 or 0, redis.call('EXISTS', KEYS[5]) }`);
