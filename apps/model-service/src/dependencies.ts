import { createRateLimiter } from '@pingvas/http';
import type { Logger } from '@pingvas/logger';
import { createMetrics } from '@pingvas/metrics';
import { closeAll, createProducer, createSubscriber } from '@pingvas/redis';
import type { Config } from './config.ts';
import { createModelDb } from './database.ts';
import { createModelsService } from './models/models.service.ts';

/** Builds everything the service is made of. Nothing is connected before it is used. */
export function createDependencies(config: Config, logger: Logger) {
  const db = createModelDb(config, logger);
  const redis = createProducer(config, logger);
  const subscriber = createSubscriber(config, logger);
  const metrics = createMetrics({ service: 'model-service' });
  return {
    config,
    logger,
    metrics,
    db,
    redis,
    subscriber,
    issuer: config.JWT_ISSUER,
    limiter: createRateLimiter({ redis, logger, multiplier: config.RATE_LIMIT_MULTIPLIER }),
    models: createModelsService({ db }),
    close: async (): Promise<void> => {
      await Promise.all([db.close(), closeAll([redis, subscriber])]);
      metrics.close();
    },
  };
}
export type Dependencies = ReturnType<typeof createDependencies>;
