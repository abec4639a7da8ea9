import type { DatabaseConfig } from '@pingvas/config';
import { createDb, systemRoleOf, type Db, type DbLogger, type ScopedTx } from '@pingvas/db';

/** The database as this service may use it. */
export type ModelDb = Db<'model'>;
export type ModelTx = ScopedTx<'model'>;

export const createModelDb = (config: DatabaseConfig, logger?: DbLogger): ModelDb =>
  createDb<'model'>({
    url: config.DATABASE_URL,
    ...(config.DATABASE_REPLICA_URL !== undefined && { replicaUrl: config.DATABASE_REPLICA_URL }),
    schema: config.DB_SCHEMA,
    systemRole: systemRoleOf(config.DB_SCHEMA, 'model'),
    poolMax: config.DB_POOL_MAX,
    ...(logger && { logger }),
  });
