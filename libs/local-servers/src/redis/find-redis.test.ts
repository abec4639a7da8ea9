import { describe, expect, it } from 'vitest';
import { findRedis, NO_REDIS } from './find-redis.ts';

const none = async () => undefined;
const broken = async () => {
  throw new Error('apt is locked');
};

describe('findRedis', () => {
  it('names every way in one sentence when there is none', async () => {
    await expect(findRedis([none, broken])).rejects.toThrow(NO_REDIS);
    for (const way of ['REDIS_URL', 'apt-get install redis-server', 'brew install valkey', 'python3'])
      expect(NO_REDIS).toContain(way);
  });
  it('passes over a source that fails and a program that is no Redis', async () => {
    await expect(findRedis([broken, async () => 'true', none])).rejects.toThrow(NO_REDIS);
  });
});
