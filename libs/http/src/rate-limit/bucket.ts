import { defineScript, type Redis } from '@pingvas/redis';
import type { Policy } from './classes.ts';

/** What one policy allows now. */
export interface PolicyState extends Policy {
  remaining: number;
  /** Until the bucket is full again. */
  fullInMs: number;
  /** Until one more call passes; 0 when this one did. */
  waitMs: number;
}

/**
 * All buckets of one subject in one round trip, taken together or not at all. A bucket is kept as one number: the time at which
 * it will be full (GCRA, the token bucket without a timer). The clock is the server's, so instances need not agree.
 */
const take = defineScript(`
local clock = redis.call('TIME')
local now = clock[1] * 1000 + clock[2] / 1000
local policies = #ARGV / 3
local names = {}
for i = 1, policies do names[i] = ARGV[i * 3 - 2] end
local stored = redis.call('HMGET', KEYS[1], unpack(names))
local full, step, window, wait, refused, longest = {}, {}, {}, {}, false, 0
for i = 1, policies do
  window[i] = tonumber(ARGV[i * 3])
  step[i] = window[i] / tonumber(ARGV[i * 3 - 1])
  full[i] = math.max(tonumber(stored[i] or 0), now)
  wait[i] = math.max(0, full[i] + step[i] - window[i] - now)
  if wait[i] > 0.01 then refused = true else wait[i] = 0 end
end
local answer = {}
for i = 1, policies do
  if not refused then
    full[i] = full[i] + step[i]
    redis.call('HSET', KEYS[1], names[i], string.format('%.3f', full[i]))
    longest = math.max(longest, full[i] - now)
  end
  answer[i * 3 - 2] = math.floor((window[i] - (full[i] - now)) / step[i] + 0.01)
  answer[i * 3 - 1] = math.ceil(full[i] - now)
  answer[i * 3] = math.ceil(wait[i])
end
if redis.call('PTTL', KEYS[1]) < longest then redis.call('PEXPIRE', KEYS[1], math.ceil(longest)) end
return answer
`);

/** Counts one call against every policy, or against none when one of them refuses. */
export async function takeToken(redis: Redis, key: string, policies: readonly Policy[]): Promise<PolicyState[]> {
  const args = policies.flatMap(({ name, quota, windowSeconds }) => [name, quota, windowSeconds * 1000]);
  const answer = await take(redis, [key], args);
  if (!Array.isArray(answer)) throw new TypeError('The rate limit script answered no list');
  const numbers = answer.map(Number);
  return policies.map((policy, index) => ({
    ...policy,
    remaining: Math.max(0, numbers[index * 3] ?? 0),
    fullInMs: numbers[index * 3 + 1] ?? 0,
    waitMs: numbers[index * 3 + 2] ?? 0,
  }));
}
