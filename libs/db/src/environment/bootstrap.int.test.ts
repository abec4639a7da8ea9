import { randomBytes } from 'node:crypto';
import { servers } from '@pingvas/testing';
import { expect, test } from 'vitest';
import { databaseUrl } from '../connection/database-url.ts';
import { withClient } from '../connection/with-client.ts';
import { migrate } from '../migrate/migrate.ts';
import { bootstrapEnvironment } from './bootstrap.ts';
import { byLoginRole, roleOf, schemaOf } from './roles.ts';

const { superuserUrl, templateDatabase } = servers().postgres;
const passwords = byLoginRole((role) => `of ' ${role}`);
/** Databases named after the run's template are dropped at its end. */
const freshDatabase = (): string => `${templateDatabase}_${randomBytes(4).toString('hex')}`;
const freshEnvironment = (): string => `e${randomBytes(4).toString('hex')}`;

const rowsOf = <Row extends object>(url: string, query: string): Promise<Row[]> =>
  withClient(url, async (client) => (await client.query<Row>(query)).rows);

const ownerUrl = (database: string, env: string): string =>
  databaseUrl(superuserUrl, { database, user: roleOf(env, 'owner'), password: passwords.owner });

test('a second run changes nothing and keeps the data', async () => {
  const [database, env] = [freshDatabase(), freshEnvironment()];
  await bootstrapEnvironment({ superuserUrl, database, env, passwords });
  await migrate({ ownerUrl: ownerUrl(database, env), schema: schemaOf(env) });
  await bootstrapEnvironment({ superuserUrl, database, env, passwords });
  expect(await rowsOf(ownerUrl(database, env), 'SELECT plan_type FROM plans')).toHaveLength(6);
});

test('several that start at once make one environment', async () => {
  const [database, env] = [freshDatabase(), freshEnvironment()];
  await Promise.all([1, 2, 3].map(() => bootstrapEnvironment({ superuserUrl, database, env, passwords })));
  expect(await rowsOf(ownerUrl(database, env), 'SELECT current_schema() AS schema')).toEqual([
    { schema: schemaOf(env) },
  ]);
});

test('a role without superuser rights makes an environment too, as in Aurora', async () => {
  const [database, env, admin] = [freshDatabase(), freshEnvironment(), freshEnvironment()];
  await rowsOf(superuserUrl, `CREATE ROLE ${admin} LOGIN CREATEROLE CREATEDB PASSWORD 'admin'`);
  const adminUrl = databaseUrl(superuserUrl, { user: admin, password: 'admin' });
  await bootstrapEnvironment({ superuserUrl: adminUrl, database, env, passwords });
  await bootstrapEnvironment({ superuserUrl: adminUrl, database, env, passwords });
  expect(await migrate({ ownerUrl: ownerUrl(database, env), schema: schemaOf(env) })).not.toEqual([]);
});

test('passwords are kept as SCRAM verifiers', async () => {
  const [database, env] = [freshDatabase(), freshEnvironment()];
  await bootstrapEnvironment({ superuserUrl, database, env, passwords });
  const kept = await rowsOf<{ secret: string }>(
    superuserUrl,
    `SELECT rolpassword AS secret FROM pg_authid WHERE starts_with(rolname, '${env}_') AND rolcanlogin`,
  );
  expect(kept).toHaveLength(6);
  expect(kept.filter(({ secret }) => !secret.startsWith('SCRAM-SHA-256$'))).toEqual([]);
});

test('a service has its limits from its role, whatever it sends itself; the owner may take its time', async () => {
  const [database, env] = [freshDatabase(), freshEnvironment()];
  await bootstrapEnvironment({ superuserUrl, database, env, passwords });
  const settings = `SELECT current_setting('search_path') AS path, current_setting('statement_timeout') AS statement,
    current_setting('idle_in_transaction_session_timeout') AS idle, current_setting('lock_timeout') AS lock, current_setting('timezone') AS zone`;
  const gallery = databaseUrl(superuserUrl, { database, user: roleOf(env, 'gallery'), password: passwords.gallery });
  const path = `${schemaOf(env)}, pg_temp`;
  expect(await rowsOf(gallery, settings)).toEqual([{ path, statement: '15s', idle: '10s', lock: '5s', zone: 'UTC' }]);
  expect(await rowsOf(ownerUrl(database, env), settings)).toEqual([
    { path, statement: '0', idle: '0', lock: '0', zone: 'UTC' },
  ]);
});

test('a service can make nothing: no table, no temporary table, nothing in public', async () => {
  const [database, env] = [freshDatabase(), freshEnvironment()];
  await bootstrapEnvironment({ superuserUrl, database, env, passwords });
  const gallery = databaseUrl(superuserUrl, { database, user: roleOf(env, 'gallery'), password: passwords.gallery });
  for (const table of ['TABLE mine', 'TEMPORARY TABLE mine', 'TABLE public.mine']) {
    await expect(rowsOf(gallery, `CREATE ${table} ()`)).rejects.toMatchObject({ code: '42501' });
  }
});

test.each(['', 'Dev', 'dev_eu', '1st', 'a"b'])('"%s" names no environment', async (env) => {
  await expect(bootstrapEnvironment({ superuserUrl, database: freshDatabase(), env, passwords })).rejects.toThrow(
    'one lower-case word',
  );
});
