import type { RedisConfig } from '@pingvas/config';
import { throttled, type Logger } from '@pingvas/logger';
import { Redis } from 'ioredis';
import { keepAwake } from './keep-awake.ts';
import { optionsFor, type RedisRole } from './options.ts';

const ERROR_LOG_INTERVAL_MS = 5000;

/** For commands that belong to a request or a write: refuses at once while Redis is away, 2 s a command. */
export const createProducer = (config: RedisConfig, logger: Logger): Redis => connect('producer', config, logger);

/** For blocking reads (queue workers): waits for Redis as long as it takes. */
export const createWorkerConnection = (config: RedisConfig, logger: Logger): Redis => connect('worker', config, logger);

/** For publish and subscribe only: subscribes again by itself after a reconnect. Messages sent meanwhile are lost. */
export function createSubscriber(config: RedisConfig, logger: Logger): Redis {
  const redis = connect('subscriber', config, logger);
  keepAwake(redis);
  return redis;
}

function connect(role: RedisRole, config: RedisConfig, logger: Logger): Redis {
  const options = optionsFor(role, config);
  const redis = config.REDIS_URL === undefined ? new Redis(options) : new Redis(config.REDIS_URL, options);
  // While a primary is gone a client may fail thousands of times a second.
  const log = throttled(ERROR_LOG_INTERVAL_MS, (suppressed, err: Error) => {
    logger.warn({ err, suppressed, redis_role: role }, 'Redis connection failed');
  });
  return redis.on('error', log);
}
