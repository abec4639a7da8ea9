import { Type } from 'typebox';
import { describe, expect, test } from 'vitest';
import { ConfigError, HttpConfig, DatabaseConfig, RedisConfig, loadConfig, type Environment } from './index.ts';

const Config = Type.Object({
  ...HttpConfig.properties,
  ...DatabaseConfig.properties,
  ...RedisConfig.properties,
  SIGNING_SECRET: Type.String({ minLength: 32 }),
  VERBOSE: Type.Boolean({ default: false }),
});

const good = {
  PORT: '8003',
  PUBLIC_BASE_URL: 'http://localhost:8080',
  DATABASE_URL: 'postgresql://dev_user:secret@localhost/pingvas',
  DB_SCHEMA: 'dev_pingvas',
  REDIS_URL: 'redis://localhost:6379',
  SIGNING_SECRET: 'x'.repeat(32),
};

const faultsOf = (env: Environment): readonly { variable: string; problem: string }[] => {
  try {
    loadConfig(Config, env);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  return [];
};

describe('loadConfig', () => {
  test('text becomes the type of the schema, defaults are filled in, the rest of the environment is ignored', () => {
    const config = loadConfig(Config, {
      ...good,
      CORS_ORIGINS: 'https://a.example, https://b.example',
      RATE_LIMIT_MULTIPLIER: '0.5',
      VERBOSE: 'True',
      PATH: '/bin',
    });
    expect(config).toMatchObject({
      PORT: 8003,
      HOST: '127.0.0.1',
      CORS_ORIGINS: ['https://a.example', 'https://b.example'],
      RATE_LIMIT_MULTIPLIER: 0.5,
      VERBOSE: true,
      DB_POOL_MAX: 10,
      TRUST_PROXY: ['loopback'],
    });
    expect(config).not.toHaveProperty('PATH');
  });

  test('every fault is named at once, by its variable', () => {
    const faults = faultsOf({ PORT: '99999', LOG_LEVEL: 'loud', CORS_ORIGINS: '*', VERBOSE: 'yes', REDIS_URL: '' });
    expect(faults.map((fault) => fault.variable).toSorted()).toEqual([
      'CORS_ORIGINS',
      'DATABASE_URL',
      'DB_SCHEMA',
      'LOG_LEVEL',
      'PORT',
      'PUBLIC_BASE_URL',
      'REDIS_URL',
      'SIGNING_SECRET',
      'VERBOSE',
    ]);
  });

  test('a value is never printed', () => {
    const secret = 'too-short-but-secret';
    const env = {
      ...good,
      SIGNING_SECRET: secret,
      DATABASE_URL: `mysql://user:${secret}@host/db`,
      DB_POOL_MAX: secret,
    };
    expect(() => loadConfig(Config, env)).toThrow(ConfigError);
    expect(() => loadConfig(Config, env)).not.toThrow(new RegExp(secret));
  });

  test('an empty variable counts as not set', () => {
    expect(loadConfig(Config, { ...good, DATABASE_REPLICA_URL: '' })).not.toHaveProperty('DATABASE_REPLICA_URL');
  });

  test.each([
    ['both', { ...good, REDIS_SENTINELS: 'a:26379,b:26379' }, ['REDIS_URL']],
    ['only sentinels', { ...good, REDIS_URL: '', REDIS_SENTINELS: 'a:26379,b:26379' }, []],
    ['a sentinel without a port', { ...good, REDIS_URL: '', REDIS_SENTINELS: 'a' }, ['REDIS_SENTINELS']],
  ])('Redis is one server or Sentinel: %s', (_case, env, variables) => {
    expect(faultsOf(env).map((fault) => fault.variable)).toEqual(variables);
  });

  test('the result cannot be changed, also not in its lists', () => {
    const config = loadConfig(Config, good);
    expect(Object.isFrozen(config) && Object.isFrozen(config.CORS_ORIGINS)).toBe(true);
  });
});
