import { testDatabase } from '@pingvas/testing';
import { expect, test } from 'vitest';
import { withClient } from '../connection/with-client.ts';
import { ownersFunctions } from '../row-security/exceptions.ts';

const database = await testDatabase();

/** The first column of each row, which is what offends. */
const offenders = async (query: string): Promise<string[]> => {
  const { rows } = await withClient(database.superuserUrl, (client) =>
    client.query<{ name: string }>(query, [database.schema]),
  );
  return rows.map(({ name }) => name);
};

test('every foreign key has an index that begins with its columns', async () => {
  const unindexed = await offenders(
    `SELECT k.conrelid::regclass || ' ' || k.conname AS name FROM pg_constraint k
     WHERE k.connamespace = $1::regnamespace AND k.contype = 'f' AND NOT EXISTS (
       SELECT FROM pg_index i WHERE i.indrelid = k.conrelid AND i.indpred IS NULL
         AND (i.indkey::int2[])[0:cardinality(k.conkey) - 1] @> k.conkey)`,
  );
  expect(unindexed).toEqual([]);
});

test('no foreign key deletes the rows that point to it', async () => {
  const cascading = await offenders(
    `SELECT conrelid::regclass || ' ' || conname AS name FROM pg_constraint
     WHERE connamespace = $1::regnamespace AND contype = 'f' AND confdeltype <> 'a'`,
  );
  expect(cascading).toEqual([]);
});

test('a SECURITY DEFINER function has a fixed search_path that ends in pg_temp', async () => {
  const loose = await offenders(
    `SELECT oid::regprocedure::text AS name FROM pg_proc WHERE pronamespace = $1::regnamespace AND prosecdef
       AND NOT COALESCE(proconfig, '{}') @> ARRAY['search_path=' || $1 || ', pg_temp']`,
  );
  expect(loose).toEqual([]);
});

test('a SECURITY DEFINER function runs as a role that nobody logs in as; the listed ones run as the owner', async () => {
  const powerful = await offenders(
    `SELECT replace(p.oid::regprocedure::text, $1 || '.', '') AS name FROM pg_proc p JOIN pg_roles r ON r.oid = p.proowner
     WHERE p.pronamespace = $1::regnamespace AND p.prosecdef AND (r.rolcanlogin OR r.rolsuper OR r.rolbypassrls)`,
  );
  expect(powerful).toEqual(Object.keys(ownersFunctions));
});

test('no SECURITY DEFINER function can be called by everybody', async () => {
  const open = await offenders(
    `SELECT p.oid::regprocedure::text AS name FROM pg_proc p, LATERAL aclexplode(COALESCE(p.proacl, acldefault('f', p.proowner))) grants
     WHERE p.pronamespace = $1::regnamespace AND p.prosecdef AND grants.grantee = 0`,
  );
  expect(open).toEqual([]);
});

test('nothing in the schema is granted to everybody but functions that run with the rights of their caller', async () => {
  const open = await offenders(
    `SELECT c.relname AS name FROM pg_class c, LATERAL aclexplode(c.relacl) grants
     WHERE c.relnamespace = $1::regnamespace AND grants.grantee = 0`,
  );
  expect(open).toEqual([]);
});
