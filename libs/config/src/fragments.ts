import { Type, type Static } from 'typebox';

/** Shared by everything that runs: how loud it logs and where it runs. */
export const ProcessConfig = Type.Object({
  LOG_LEVEL: Type.Enum(['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'], { default: 'info' }),
  ENVIRONMENT: Type.Enum(['dev', 'test', 'prod'], { default: 'dev' }),
});
export type ProcessConfig = Static<typeof ProcessConfig>;

/** One HTTP service: where it listens, how it is reached, who may call it from a browser. */
export const HttpConfig = Type.Object({
  ...ProcessConfig.properties,
  HOST: Type.String({ default: '127.0.0.1', minLength: 1 }),
  PORT: Type.Integer({ minimum: 0, maximum: 65_535, description: '0 takes any free port' }),
  PUBLIC_BASE_URL: Type.String({ pattern: '^https?://[^/]+$', description: 'Without a closing slash' }),
  CORS_ORIGINS: Type.Array(Type.String({ pattern: '^https?://[^/*]+$' }), { default: [] }),
  RATE_LIMIT_MULTIPLIER: Type.Number({ default: 1, exclusiveMinimum: 0 }),
  TRUST_PROXY: Type.Array(Type.String({ minLength: 1 }), {
    default: ['loopback'],
    description: 'Addresses, CIDRs or loopback, linklocal, uniquelocal whose X-Forwarded-For names the caller',
  }),
});
export type HttpConfig = Static<typeof HttpConfig>;

export const DatabaseConfig = Type.Object({
  DATABASE_URL: Type.String({ pattern: '^postgres(ql)?://' }),
  DATABASE_REPLICA_URL: Type.Optional(Type.String({ pattern: '^postgres(ql)?://' })),
  DB_SCHEMA: Type.String({ pattern: '^[a-z][a-z0-9]*_[a-z][a-z0-9_]*$' }),
  DB_POOL_MAX: Type.Integer({ default: 10, minimum: 1, maximum: 200 }),
});
export type DatabaseConfig = Static<typeof DatabaseConfig>;

/** Either one server (`REDIS_URL`, TLS as `rediss://`) or Sentinel; `loadConfig` refuses both and neither. */
export const RedisConfig = Type.Object({
  REDIS_URL: Type.Optional(Type.String({ pattern: '^rediss?://' })),
  REDIS_SENTINELS: Type.Optional(Type.Array(Type.String({ pattern: '^[^:\\s]+:[0-9]{1,5}$' }), { minItems: 1 })),
  REDIS_MASTER_NAME: Type.String({ default: 'pingvas' }),
  REDIS_USERNAME: Type.Optional(Type.String()),
  REDIS_PASSWORD: Type.Optional(Type.String()),
  REDIS_SENTINEL_PASSWORD: Type.Optional(Type.String()),
  REDIS_TLS: Type.Boolean({ default: false, description: 'TLS to servers found through Sentinel' }),
});
export type RedisConfig = Static<typeof RedisConfig>;
