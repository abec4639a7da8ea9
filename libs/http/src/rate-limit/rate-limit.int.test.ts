import { createLogger } from '@pingvas/logger';
import { closeAll, createProducer, whenReady } from '@pingvas/redis';
import { testRedis } from '@pingvas/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newId } from '../wire/ids.ts';
import { takeToken } from './bucket.ts';
import { createRateLimiter } from './limiter.ts';

const logger = createLogger({ name: 'test', level: 'silent' });
const connect = (url: string) => createProducer({ REDIS_URL: url, REDIS_MASTER_NAME: 'x', REDIS_TLS: false }, logger);
const redis = connect(await testRedis());
const nowhere = connect('redis://127.0.0.1:1');
beforeAll(() => whenReady(redis, 5000));
afterAll(() => closeAll([redis, nowhere]));

const limiter = createRateLimiter({ redis, logger, multiplier: 1 });
const userOf = (planType: 'free' | 'studio') => ({ userId: newId(), planType });
const refusedBy = (states: { name: string; waitMs: number }[]) =>
  states.filter((state) => state.waitMs > 0).map(({ name }) => name);

describe('token buckets', () => {
  // Hour windows: their refill during a test is nothing.
  test('exactly the quota passes at once, however the calls are spread', async () => {
    const user = userOf('free');
    const answers = await Promise.all(Array.from({ length: 20 }, () => limiter.count(user, 'login')));
    expect(answers.filter((states) => refusedBy(states).length === 0)).toHaveLength(10);
  });

  test('a refused call takes nothing from the other windows', async () => {
    const [key, policies] = [`rate:test:${newId()}`, [{ name: 'hour', quota: 10, windowSeconds: 3600 }]];
    const both = [...policies, { name: 'narrow', quota: 2, windowSeconds: 3600 }];
    for (let call = 0; call < 2; call++) expect(refusedBy(await takeToken(redis, key, both))).toEqual([]);
    for (let call = 0; call < 5; call++) expect(refusedBy(await takeToken(redis, key, both))).toEqual(['narrow']);
    expect(await takeToken(redis, key, policies)).toMatchObject([{ name: 'hour', remaining: 7, waitMs: 0 }]);
  });

  test('an account is counted over all its logins and keys, an address only without a credential', async () => {
    const [user, other] = [userOf('free'), userOf('free')];
    for (let call = 0; call < 3; call++) await limiter.count({ ...user }, 'resend');
    expect(refusedBy(await limiter.count(user, 'resend'))).toEqual(['resend']);
    expect(refusedBy(await limiter.count(other, 'resend'))).toEqual([]);
    const anonymous = await limiter.count({ ip: '203.0.113.7' }, 'public');
    expect(anonymous.map(({ name, quota }) => [name, quota])).toEqual([['public', 100]]);
    expect((await limiter.count(other, 'public')).map(({ name }) => name)).toEqual(['minute', 'hour', 'day']);
  });

  test('a network of IPv6 is one caller', async () => {
    for (let host = 1; host <= 5; host++) await limiter.count({ ip: `2001:db8:1:2::${host}` }, 'register');
    expect(refusedBy(await limiter.count({ ip: '2001:db8:1:2:ffff:ffff:ffff:ffff' }, 'register'))).toEqual([
      'register',
    ]);
    expect(refusedBy(await limiter.count({ ip: '2001:db8:1:3::1' }, 'register'))).toEqual([]);
  });

  test('a bucket refills evenly, and a key that is full again is gone', async () => {
    const [key, policies] = [`rate:test:${newId()}`, [{ name: 'quick', quota: 2, windowSeconds: 1 }]];
    await takeToken(redis, key, policies);
    await takeToken(redis, key, policies);
    const [refused] = await takeToken(redis, key, policies);
    expect(refused?.remaining).toBe(0);
    expect(refused?.waitMs).toBeGreaterThan(0);
    await expect.poll(async () => refusedBy(await takeToken(redis, key, policies))).toEqual([]);
    await expect.poll(() => redis.exists(key), { timeout: 5000 }).toBe(0);
  });

  test('the multiplier scales every quota', async () => {
    const scaled = createRateLimiter({ redis, logger, multiplier: 100 });
    const states = await scaled.count(userOf('studio'), 'gen');
    expect(states.map(({ name, quota }) => [name, quota])).toEqual([
      ['minute', 30_000],
      ['hour', 500_000],
      ['day', 5_000_000],
      ['gen', 2000],
    ]);
    expect(states.at(-1)).toMatchObject({ remaining: 1999, waitMs: 0 });
  });
});

describe('while Redis is away', () => {
  const blind = createRateLimiter({ redis: nowhere, logger, multiplier: 1 });

  test.each(['api', 'gen', 'public', 'admin', 'hook', 'refresh', 'none'] as const)(
    '%s passes uncounted',
    async (rateClass) => {
      await expect(blind.count(userOf('free'), rateClass)).resolves.toEqual([]);
    },
  );

  test.each(['register', 'login', 'forgot', 'resend', 'action', 'oauth', 'share'] as const)(
    '%s is refused',
    async (rateClass) => {
      await expect(blind.count({ ip: '203.0.113.7' }, rateClass)).rejects.toMatchObject({
        code: 'SERVICE_UNAVAILABLE',
      });
    },
  );
});
