import type { DatabaseConfig } from '@pingvas/config';
import { createDb, systemRoleOf, type Db, type DbLogger, type ScopedTx } from '@pingvas/db';

type Models = 'image' | 'storageUsage' | 'reconciliationFinding';

/** The database as this service may use it. */
export type GalleryDb = Db<Models>;
export type GalleryTx = ScopedTx<Models>;

export const createGalleryDb = (config: DatabaseConfig, logger: DbLogger): GalleryDb =>
  createDb<Models>({
    url: config.DATABASE_URL,
    ...(config.DATABASE_REPLICA_URL !== undefined && { replicaUrl: config.DATABASE_REPLICA_URL }),
    schema: config.DB_SCHEMA,
    systemRole: systemRoleOf(config.DB_SCHEMA, 'gallery'),
    poolMax: config.DB_POOL_MAX,
    logger,
  });
