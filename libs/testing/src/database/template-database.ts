import { randomBytes } from 'node:crypto';
import { bootstrapEnvironment, byLoginRole, databaseUrl, migrate, roleOf, schemaOf, systemRoleOf } from '@pingvas/db';
import type { LoginRole } from '@pingvas/db';
import pg from 'pg';
import type { TestSigningKey } from '../servers/test-servers.ts';
import { connected, inTransaction } from './connection.ts';

const testEnvironment = 'dev';
export const testSchema = schemaOf(testEnvironment);
/** Test roles are the server's, not a database's: runs that share one server share their passwords. */
const testPassword = 'test';

/** The URL of a role in one database of the server. */
export const roleUrl = (superuserUrl: string, database: string, role: LoginRole): string =>
  databaseUrl(superuserUrl, { database, user: roleOf(testEnvironment, role), password: testPassword });

/** Makes the roles and one migrated database, which each test file gets a copy of. `drop` removes it and all copies left. */
export async function createTemplateDatabase(
  superuserUrl: string,
  signingKey: TestSigningKey,
): Promise<{ name: string; drop: () => Promise<void> }> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  const passwords = byLoginRole(() => testPassword);
  await bootstrapEnvironment({ superuserUrl, database: name, env: testEnvironment, passwords });
  await migrate({ ownerUrl: roleUrl(superuserUrl, name, 'owner'), schema: testSchema });
  await publishKey(roleUrl(superuserUrl, name, 'user'), signingKey);
  return { name, drop: () => dropAll(superuserUrl, name) };
}

const publishKey = (userServiceUrl: string, { kid, kty, crv, x }: TestSigningKey): Promise<unknown> =>
  inTransaction(userServiceUrl, { role: systemRoleOf(testSchema, 'user') }, (client) =>
    client.query('INSERT INTO signing_keys (kid, public_jwk) VALUES ($1, $2)', [
      kid,
      { kid, kty, crv, x, alg: 'EdDSA', use: 'sig' },
    ]),
  );

const dropAll = (superuserUrl: string, template: string): Promise<void> =>
  connected(superuserUrl, async (client) => {
    const { rows } = await client.query<{ datname: string }>(
      'SELECT datname FROM pg_database WHERE starts_with(datname, $1)',
      [template],
    );
    for (const { datname } of rows) await client.query(`DROP DATABASE ${pg.escapeIdentifier(datname)} WITH (FORCE)`);
  });
