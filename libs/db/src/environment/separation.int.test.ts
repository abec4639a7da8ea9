import { randomBytes } from 'node:crypto';
import { hasPgBouncer, servers, startPgBouncer } from '@pingvas/testing';
import type { PgBouncer } from '@pingvas/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { databaseUrl } from '../connection/database-url.ts';
import { withClient } from '../connection/with-client.ts';
import { migrate } from '../migrate/migrate.ts';
import { bootstrapEnvironment } from './bootstrap.ts';
import { byLoginRole, loginRoles, roleOf, schemaOf, services } from './roles.ts';

const { superuserUrl, templateDatabase } = servers().postgres;
const database = `${templateDatabase}_${randomBytes(4).toString('hex')}`;
/** Roles are the server's: `dev` is shared with all test databases of this run, and its password with them. */
const passwords = byLoginRole(() => 'test');
const environments = ['dev', 'prod'];
const urlOf = (env: string, role: string): string =>
  databaseUrl(superuserUrl, { database, user: roleOf(env, role), password: 'test' });

for (const env of environments) {
  await bootstrapEnvironment({ superuserUrl, database, env, passwords });
  await migrate({ ownerUrl: urlOf(env, 'owner'), schema: schemaOf(env) });
}

const columns = `SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod) FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
  WHERE c.relnamespace = $1::regnamespace AND a.attnum > 0 ORDER BY 1, 2`;

test('dev and prod, migrated from the same files, have the same tables', async () => {
  const [dev, prod] = await withClient(superuserUrl.replace(/[^/]*$/, database), (client) =>
    Promise.all(environments.map((env) => client.query(columns, [schemaOf(env)]))),
  );
  expect(dev?.rows.length).toBeGreaterThan(100);
  expect(dev?.rows).toEqual(prod?.rows);
});

const separationSuite = (through: (url: string) => string): void => {
  const crossings = loginRoles.flatMap((role) => [
    { role, from: 'dev', to: 'prod' },
    { role, from: 'prod', to: 'dev' },
  ]);

  test.each(crossings)('$role of $from reads nothing of $to', async ({ role, from, to }) => {
    const read = withClient(through(urlOf(from, role)), (client) =>
      client.query(`SELECT FROM ${schemaOf(to)}.signing_keys`),
    );
    await expect(read).rejects.toMatchObject({ code: '42501' });
  });

  test.each(services)('%s of either environment finds its own tables by their bare names', async (service) => {
    for (const env of environments) {
      const { rows } = await withClient(through(urlOf(env, service)), (client) =>
        client.query("SELECT 'signing_keys'::regclass = $1::regclass AS own", [`${schemaOf(env)}.signing_keys`]),
      );
      expect(rows).toEqual([{ own: true }]);
    }
  });
};

test('no role of one environment is a member of a role of the other', async () => {
  const { rows } = await withClient(superuserUrl, (client) =>
    client.query(`SELECT member.rolname, role.rolname FROM pg_auth_members m JOIN pg_roles role ON role.oid = m.roleid
      JOIN pg_roles member ON member.oid = m.member
      WHERE (member.rolname ~ '^(dev|prod)_' OR role.rolname ~ '^(dev|prod)_')
        AND split_part(member.rolname, '_', 1) <> split_part(role.rolname, '_', 1)`),
  );
  expect(rows).toEqual([]);
});

describe('connected directly', () => separationSuite((url) => url));

describe.skipIf(!hasPgBouncer())(
  'through PgBouncer in transaction mode (left out only where it is not installed)',
  () => {
    let pooler: PgBouncer | undefined;
    beforeAll(async () => {
      pooler = await startPgBouncer(superuserUrl);
    });
    afterAll(() => pooler?.stop());
    separationSuite((url) => pooler?.through(url) ?? '');
  },
);
