import { loadConfig } from '@pingvas/config';
import { createDb, systemRoleOf } from '@pingvas/db';
import { createLogger } from '@pingvas/logger';
import { systemClock } from '../clock.ts';
import type { UserDb } from '../database.ts';
import { createPasswordHasher } from '../passwords/password-hasher.ts';
import { seedAdmin } from './admin.ts';
import { SeedConfig } from './config.ts';

const config = loadConfig(SeedConfig, process.env);
const logger = createLogger({ name: 'user-seed', level: config.LOG_LEVEL });
const db: UserDb = createDb({
  url: config.DATABASE_URL,
  schema: config.DB_SCHEMA,
  systemRole: systemRoleOf(config.DB_SCHEMA, 'user'),
  poolMax: 1,
  logger,
});
const tools = { db, hasher: createPasswordHasher(), clock: systemClock };
const changed = await seedAdmin({ email: config.ADMIN_EMAIL, password: config.ADMIN_PASSWORD }, tools).finally(() =>
  db.close(),
);
logger.info({ changed }, 'The administrator is there');
