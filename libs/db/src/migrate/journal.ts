import { randomUUID } from 'node:crypto';
import type { Client } from 'pg';
import { checksumOf, isChecksumOf } from './migration-files.ts';
import type { Migration } from './migration-files.ts';

/** Prisma's own table, so that `prisma migrate status` agrees with us. */
const table = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id varchar(36) PRIMARY KEY NOT NULL, checksum varchar(64) NOT NULL, finished_at timestamptz, migration_name varchar(255) NOT NULL,
  logs text, rolled_back_at timestamptz, started_at timestamptz NOT NULL DEFAULT now(), applied_steps_count integer NOT NULL DEFAULT 0)`;

interface JournalRow {
  migration_name: string;
  checksum: string;
  finished: boolean;
}

/**
 * Which of these migrations are still to be applied.
 * @throws when an applied one was changed since, or when another tool left one half done.
 */
export async function pendingMigrations(client: Client, migrations: readonly Migration[]): Promise<Migration[]> {
  await client.query(table);
  const { rows } = await client.query<JournalRow>(
    'SELECT migration_name, checksum, finished_at IS NOT NULL AS finished FROM _prisma_migrations WHERE rolled_back_at IS NULL',
  );
  const applied = new Map(rows.map((row) => [row.migration_name, row]));
  return migrations.filter((migration) => isPending(migration, applied.get(migration.name)));
}

function isPending({ name, sql }: Migration, row: JournalRow | undefined): boolean {
  if (row === undefined) return true;
  if (!row.finished)
    throw new Error(`Migration ${name} was begun by another tool and never finished: resolve it first`);
  if (isChecksumOf(row.checksum, sql)) return false;
  throw new Error(
    `Migration ${name} was changed after it had been applied: restore its file and write a new migration`,
  );
}

/** Applies one migration and its journal row, both or neither. */
export async function applyMigration(client: Client, { name, sql }: Migration): Promise<void> {
  await client.query('BEGIN');
  try {
    await client.query(sql);
    await client.query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count)
       VALUES ($1, $2, $3, now(), 1)`,
      [randomUUID(), checksumOf(sql), name],
    );
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw new Error(`Migration ${name} failed and left nothing behind`, { cause: error });
  }
}
