import { testDatabase } from '@pingvas/testing';
import { expect, test } from 'vitest';
import { withClient } from '../connection/with-client.ts';
import { roleOf, services } from '../environment/roles.ts';
import { publicTables, unprotectedTables } from './exceptions.ts';

const database = await testDatabase();

const tables = (where: string): Promise<string[]> =>
  withClient(database.superuserUrl, async (client) => {
    const { rows } = await client.query<{ relname: string }>(
      `SELECT c.relname FROM pg_class c WHERE c.relnamespace = $1::regnamespace AND c.relkind IN ('r', 'p') AND ${where} ORDER BY 1`,
      [database.schema],
    );
    return rows.map(({ relname }) => relname);
  });

test('row-level security is enabled and forced on every table but the listed ones', async () => {
  expect(await tables('NOT (c.relrowsecurity AND c.relforcerowsecurity)')).toEqual(Object.keys(unprotectedTables));
});

test('every protected table has a policy; a partition has none of its own and is reached through its parent only', async () => {
  const hasPolicy = 'EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid)';
  expect(await tables(`c.relrowsecurity AND NOT c.relispartition AND NOT ${hasPolicy}`)).toEqual([]);
  expect(await tables(`c.relispartition AND ${hasPolicy}`)).toEqual([]);
  expect(await tables('c.relispartition AND c.relacl IS NOT NULL AND cardinality(c.relacl) > 1')).toEqual([]);
});

test('only the listed tables show rows to everybody', async () => {
  const open = await tables(
    `EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polroles = '{0}' AND p.polcmd IN ('r', '*')
       AND pg_get_expr(p.polqual, p.polrelid) NOT LIKE '%app_user_id()%')`,
  );
  expect(open.filter((table) => !(table in publicTables))).toEqual([]);
});

test('an unprotected table is the business of its owner alone', async () => {
  const shared = await tables(
    `NOT c.relrowsecurity AND EXISTS (SELECT FROM aclexplode(c.relacl) grants WHERE grants.grantee <> c.relowner)`,
  );
  expect(shared).toEqual([]);
});

test.each(services)(
  'the login role of %s is nobody special and cannot use its system role without SET ROLE',
  async (service) => {
    const { rows } = await withClient(database.superuserUrl, (client) =>
      client.query(
        `SELECT rolsuper, rolbypassrls, rolinherit, rolcreaterole, rolcreatedb,
         pg_has_role(rolname, $2, 'USAGE') AS uses_system, pg_has_role(rolname, $2, 'SET') AS may_become_system,
         pg_has_role(rolname, $3, 'MEMBER') AS is_owner
       FROM pg_roles WHERE rolname = $1`,
        [roleOf('dev', service), roleOf('dev', `${service}_system`), roleOf('dev', 'owner')],
      ),
    );
    const no = false;
    expect(rows).toEqual([
      {
        rolsuper: no,
        rolbypassrls: no,
        rolinherit: no,
        rolcreaterole: no,
        rolcreatedb: no,
        uses_system: no,
        may_become_system: true,
        is_owner: no,
      },
    ]);
  },
);
