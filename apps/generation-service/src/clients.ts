import { createDb, systemRoleOf } from '@pingvas/db';
import { createLogger, type Logger } from '@pingvas/logger';
import { createMetrics, type Metrics } from '@pingvas/metrics';
import {
  createQueueProducer,
  createWorkerRegistry,
  leaseQueue,
  type QueueProducer,
  type WorkerRegistry,
} from '@pingvas/queue';
import { createProducer, createSubscriber, createWorkerConnection, type Redis } from '@pingvas/redis';
import { createStorage, type Storage } from '@pingvas/storage';
import type { GenerationConfig } from './config.ts';
import type { GenerationDb } from './database.ts';

/** Connections to everything outside this process. */
export interface Clients {
  config: GenerationConfig;
  logger: Logger;
  metrics: Metrics;
  db: GenerationDb;
  /** Commands of requests and writes: refuses at once while Redis is away. */
  redis: Redis;
  subscriber: Redis;
  /** Blocking reads of the outcome queue. */
  blocking: Redis;
  producer: QueueProducer;
  registry: WorkerRegistry;
  storage: Storage;
}

export function createClients(config: GenerationConfig): Clients {
  const logger = createLogger({ name: 'generation-service', level: config.LOG_LEVEL });
  const redis = createProducer(config, logger);
  const producer = createQueueProducer({ connection: redis, logger });
  return {
    config,
    logger,
    metrics: createMetrics({ service: 'generation-service' }),
    db: createDb({
      url: config.DATABASE_URL,
      ...(config.DATABASE_REPLICA_URL && { replicaUrl: config.DATABASE_REPLICA_URL }),
      schema: config.DB_SCHEMA,
      systemRole: systemRoleOf(config.DB_SCHEMA, 'generation'),
      poolMax: config.DB_POOL_MAX,
      logger,
    }),
    redis,
    subscriber: createSubscriber(config, logger),
    blocking: createWorkerConnection(config, logger),
    producer,
    registry: createWorkerRegistry({ redis, onGone: (workerId) => producer.discard(leaseQueue(workerId)) }),
    storage: createStorage(config),
  };
}
