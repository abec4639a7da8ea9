import type { DatabaseConfig } from '@pingvas/config';
import { createDb, systemRoleOf, type Db, type DbLogger, type ScopedTx } from '@pingvas/db';

type Models =
  'auditLog' | 'creditBalance' | 'creditLot' | 'creditTransaction' | 'generationJob' | 'subscription' | 'user';

/** The database as this service may use it. Credits move only through the ledger's SQL functions. */
export type PaymentDb = Db<Models>;
export type PaymentTx = ScopedTx<Models>;

export const createPaymentDb = (config: DatabaseConfig, logger?: DbLogger): PaymentDb =>
  createDb<Models>({
    url: config.DATABASE_URL,
    ...(config.DATABASE_REPLICA_URL !== undefined && { replicaUrl: config.DATABASE_REPLICA_URL }),
    schema: config.DB_SCHEMA,
    systemRole: systemRoleOf(config.DB_SCHEMA, 'payment'),
    poolMax: config.DB_POOL_MAX,
    ...(logger && { logger }),
  });
