import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testDatabase } from '@pingvas/testing';
import type { TestDatabase } from '@pingvas/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { withClient } from '../connection/with-client.ts';
import { migrate } from './migrate.ts';
import { migrationsFolder } from './migration-files.ts';

const database: TestDatabase = await testDatabase();
const { schema, urls } = database;
let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'migrations-'));
  await cp(migrationsFolder, folder, { recursive: true });
});
afterEach(() => rm(folder, { recursive: true }));

const write = async (name: string, sql: string): Promise<void> => {
  await mkdir(join(folder, name), { recursive: true });
  await writeFile(join(folder, name, 'migration.sql'), sql);
};
const run = (): Promise<string[]> => migrate({ ownerUrl: urls.owner, schema, folder });
const query = async (text: string): Promise<unknown[]> =>
  withClient(urls.owner, async (client) => (await client.query<Record<string, unknown>>(text)).rows);

test('a migrated database has nothing pending', async () => {
  expect(await run()).toEqual([]);
});

test('of several that start at once one applies, the others find nothing to do', async () => {
  await write('20990101000000_once', 'CREATE TABLE once (id int)');
  const applied = await Promise.all([run(), run(), run()]);
  expect(applied.flat()).toEqual(['20990101000000_once']);
});

test('a migration that fails leaves nothing behind, and those before it stay', async () => {
  await write('20990102000000_good', 'CREATE TABLE good (id int)');
  await write('20990103000000_bad', 'CREATE TABLE bad (id int); SELECT 1 / 0');
  await expect(run()).rejects.toThrow('Migration 20990103000000_bad failed and left nothing behind');
  expect(await query("SELECT to_regclass('good') IS NOT NULL AS good, to_regclass('bad') IS NULL AS bad")).toEqual([
    { good: true, bad: true },
  ]);
  await write('20990103000000_bad', 'CREATE TABLE bad (id int)');
  expect(await run()).toEqual(['20990103000000_bad']);
});

test('a migration that was changed after it had been applied is refused by name', async () => {
  await write('20990104000000_fixed', 'CREATE TABLE fixed (id int)');
  await run();
  await write('20990104000000_fixed', 'CREATE TABLE fixed (id bigint)');
  await expect(run()).rejects.toThrow('Migration 20990104000000_fixed was changed after it had been applied');
});

test('other line endings are no change', async () => {
  await write('20990105000000_lines', 'CREATE TABLE lines (\n id int\n)');
  await run();
  await write('20990105000000_lines', 'CREATE TABLE lines (\r\n id int\r\n)');
  expect(await run()).toEqual([]);
});

test('one that another tool left half done is refused by name', async () => {
  await write('20990106000000_half', 'SELECT 1');
  await query(
    `INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ('half', '', '20990106000000_half')`,
  );
  await expect(run()).rejects.toThrow('Migration 20990106000000_half was begun by another tool');
  await query(`UPDATE _prisma_migrations SET rolled_back_at = now() WHERE id = 'half'`);
  expect(await run()).toEqual(['20990106000000_half']);
});

test('the figures of the plans follow the code', async () => {
  await query(`UPDATE plans SET running_jobs = 99, version = 'old'`);
  await run();
  expect(await query(`SELECT plan_type, running_jobs FROM plans WHERE running_jobs = 99 OR version = 'old'`)).toEqual(
    [],
  );
});
