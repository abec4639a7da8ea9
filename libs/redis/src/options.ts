import type { RedisConfig } from '@pingvas/config';
import type { RedisOptions } from 'ioredis';

/** Replies keep their usual mapping; with the option's own `undefined` the constructor would not accept them. */
export type ConnectionOptions = Omit<RedisOptions, 'replyMapping'>;

export type RedisRole = 'producer' | 'worker' | 'subscriber';

const backOff = (times: number): number => Math.min(times * 100, 1000);

/**
 * Measured against Sentinel fail-overs (killed, stopped and frozen primaries). `failoverDetector` is left out: it ended the
 * client for ever in 2 of 5 fail-overs. `socketTimeout` is what leaves a frozen primary: a command timeout alone only
 * rejects and stays connected to it.
 */
const BASE: ConnectionOptions = {
  connectTimeout: 2000,
  keepAlive: 5000,
  retryStrategy: backOff,
  // 2 = reconnect and send again: a demoted or cut-off primary refuses writes, the next connection finds the new one.
  reconnectOnError: (error) => (/^(READONLY|NOREPLICAS)/.test(error.message) ? 2 : false),
};

const BY_ROLE: Record<RedisRole, ConnectionOptions> = {
  // Refuses at once while disconnected, so that a request never waits for Redis.
  producer: { enableOfflineQueue: false, maxRetriesPerRequest: 1, commandTimeout: 2000, socketTimeout: 4000 },
  // 12 s is more than the longest blocking read (5 s); a worker waits for Redis as long as it takes.
  worker: { maxRetriesPerRequest: null, socketTimeout: 12_000 },
  // Waits like a worker; it sends nothing itself, so its PING (subscriber.ts) is what the socket timeout watches.
  subscriber: { maxRetriesPerRequest: null, socketTimeout: 4000 },
};

/** Options for a connection of this role: through Sentinel when the configuration names sentinels, else to one server. */
export function optionsFor(role: RedisRole, config: RedisConfig): ConnectionOptions {
  const options = { ...BASE, ...BY_ROLE[role] };
  return config.REDIS_SENTINELS === undefined
    ? options
    : { ...options, ...sentinelOptions(config.REDIS_SENTINELS, config) };
}

function sentinelOptions(sentinels: readonly string[], config: RedisConfig): ConnectionOptions {
  return {
    sentinels: sentinels.map(addressOf),
    name: config.REDIS_MASTER_NAME,
    role: 'master',
    // Never null: that would end the client.
    sentinelRetryStrategy: backOff,
    ...(config.REDIS_USERNAME !== undefined && { username: config.REDIS_USERNAME }),
    ...(config.REDIS_PASSWORD !== undefined && { password: config.REDIS_PASSWORD }),
    ...(config.REDIS_SENTINEL_PASSWORD !== undefined && { sentinelPassword: config.REDIS_SENTINEL_PASSWORD }),
    ...(config.REDIS_TLS && { tls: {}, enableTLSForSentinelMode: true }),
  };
}

function addressOf(sentinel: string): { host: string; port: number } {
  const [host = '', port = ''] = sentinel.split(':');
  return { host, port: Number(port) };
}
