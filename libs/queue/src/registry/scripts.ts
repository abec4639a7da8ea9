import { defineScript } from '@pingvas/redis';

/** KEYS worker, workers, claim, cancel · ARGV worker id, record ttl ms, claimant, claim ttl ms, field, value, … */
export const claimScript = defineScript(`
redis.call('SET', KEYS[3], ARGV[3], 'NX', 'PX', ARGV[4])
redis.call('HSET', KEYS[1], unpack(ARGV, 5))
redis.call('PEXPIRE', KEYS[1], ARGV[2])
redis.call('SADD', KEYS[2], ARGV[1])
return { redis.call('GET', KEYS[3]) == ARGV[3] and 1 or 0, redis.call('EXISTS', KEYS[4]) }`);
