import { serviceUnavailable } from '@pingvas/errors';
import { throttled, type Logger } from '@pingvas/logger';
import type { Redis } from '@pingvas/redis';
import { within } from '../wire/within.ts';
import { takeToken, type PolicyState } from './bucket.ts';
import { classOf, type RateClass, type Subject } from './classes.ts';
import { subjectKey } from './subject-key.ts';

/** Above it Redis counts as away: a request must not hang on its counter. */
const TIMEOUT_MS = 250;
/** After a failure Redis is left alone for so long, so that an outage costs one time-out and not one per request. */
const PAUSE_MS = 1000;
const LOG_INTERVAL_MS = 10_000;

export interface RateLimiter {
  /**
   * Counts one call of a subject.
   * @returns the state of every policy of the class; empty when the class is not counted, or Redis is away and the class is
   *   open then
   * @throws AppError SERVICE_UNAVAILABLE when Redis is away and the class is closed then
   */
  count: (subject: Subject, rateClass: RateClass) => Promise<PolicyState[]>;
}

export interface RateLimiterOptions {
  redis: Redis;
  logger: Logger;
  /** `RATE_LIMIT_MULTIPLIER`: scales every quota. */
  multiplier: number;
}

export function createRateLimiter({ redis, logger, multiplier }: RateLimiterOptions): RateLimiter {
  let pausedUntil = 0;
  const log = throttled(LOG_INTERVAL_MS, (suppressed, err: unknown) => {
    logger.error({ err, suppressed }, 'Rate limits are not counted: Redis is away');
  });
  const take = async (subject: Subject, rateClass: RateClass): Promise<PolicyState[]> => {
    if (performance.now() < pausedUntil) throw new Error('Redis was away a moment ago');
    try {
      return await within(
        TIMEOUT_MS,
        takeToken(redis, subjectKey(subject), scaled(classOf(rateClass).policies(subject), multiplier)),
      );
    } catch (error) {
      pausedUntil = performance.now() + PAUSE_MS;
      throw error;
    }
  };
  return {
    count: async (subject, rateClass) => {
      if (classOf(rateClass).counted === 'never') return [];
      try {
        return await take(subject, rateClass);
      } catch (error) {
        log(error);
        if (classOf(rateClass).withoutRedis === 'closed') throw serviceUnavailable(Math.ceil(PAUSE_MS / 1000), error);
        return [];
      }
    },
  };
}

const scaled = <P extends { quota: number }>(policies: readonly P[], multiplier: number): P[] =>
  policies.map((policy) => ({ ...policy, quota: Math.max(1, Math.round(policy.quota * multiplier)) }));
