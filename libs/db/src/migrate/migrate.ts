import { escapeIdentifier } from 'pg';
import type { Client } from 'pg';
import { withClient } from '../connection/with-client.ts';
import { applyMigration, pendingMigrations } from './journal.ts';
import { migrationsFolder, readMigrations } from './migration-files.ts';
import { syncReference } from './sync-reference.ts';

export interface MigrateOptions {
  /** The owner role of the environment, connected directly: behind PgBouncer the lock would outlive us. */
  ownerUrl: string;
  schema: string;
  /** Where the migrations are; those of this package by default. */
  folder?: string;
}

/** The number that Prisma locks by, so that the two never migrate at once. */
const migrationLock = 72707369;

/**
 * Applies the pending migrations in order, each in a transaction of its own, then writes the reference tables. Several may be
 * started at once: one works, the others wait (60 s at most) and find nothing to do.
 * @returns the names of those that were applied now.
 * @throws when an applied migration was changed, or one fails; the failing one leaves nothing behind, those before it stay.
 */
export async function migrate({ ownerUrl, schema, folder = migrationsFolder }: MigrateOptions): Promise<string[]> {
  const migrations = await readMigrations(folder);
  return withClient(ownerUrl, async (client) => {
    await prepareSession(client, schema);
    const pending = await pendingMigrations(client, migrations);
    for (const migration of pending) await applyMigration(client, migration);
    await syncReference(client);
    return pending.map(({ name }) => name);
  });
}

/** A table lock is waited for 10 s only: every statement of a running service would queue up behind it. */
async function prepareSession(client: Client, schema: string): Promise<void> {
  await client.query("SET lock_timeout = '60s'");
  await client.query('SELECT pg_advisory_lock($1)', [migrationLock]);
  await client.query("SET lock_timeout = '10s'");
  await client.query("SELECT set_config('search_path', $1, false)", [`${escapeIdentifier(schema)}, pg_temp`]);
}
