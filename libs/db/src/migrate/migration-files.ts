import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface Migration {
  name: string;
  sql: string;
}

/** The migrations of this package, in Prisma's layout: `<14 digits>_<name>/migration.sql`. */
export const migrationsFolder = join(import.meta.dirname, '../../prisma/migrations');

/** Reads all migrations, oldest first. */
export async function readMigrations(folder: string): Promise<Migration[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isDirectory() && /^\d{14}_\w+$/.test(entry.name))
    .map(({ name }) => name);
  return Promise.all(
    names.sort().map(async (name) => ({ name, sql: await readFile(join(folder, name, 'migration.sql'), 'utf8') })),
  );
}

/** Prisma's checksum of a migration: SHA-256 of its text, lower-case hex. */
export const checksumOf = (sql: string): string => createHash('sha256').update(sql).digest('hex');

/** Whether a stored checksum is of this text; line endings may differ, a checkout may have changed them. */
export function isChecksumOf(checksum: string, sql: string): boolean {
  const unix = sql.replaceAll('\r\n', '\n');
  return [sql, unix, unix.replaceAll('\n', '\r\n')].some((text) => checksumOf(text) === checksum);
}
