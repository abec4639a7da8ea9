import { escapeIdentifier, escapeLiteral } from 'pg';
import type { Client } from 'pg';
import { databaseUrl } from '../connection/database-url.ts';
import { withClient } from '../connection/with-client.ts';
import { roleOf } from './roles.ts';
import type { LoginRole } from './roles.ts';
import { roleStatements, schemaStatements } from './statements.ts';

export interface EnvironmentOptions {
  /** A superuser, or a role with CREATEROLE and CREATEDB; any database of the server, connected directly. */
  superuserUrl: string;
  /** Made when it is missing. */
  database?: string;
  /** `dev`, `prod`: the first word of the schema and of every role. */
  env: string;
  /** One for each role that logs in; the server keeps them as SCRAM verifiers. */
  passwords: Readonly<Record<LoginRole, string>>;
}

/** Roles belong to the whole server, so environments are made one at a time. */
const bootstrapLock = 72707370;

/**
 * Makes the database, roles and schema of one environment, empty and ready for `migrate`. May run again at any time: it makes
 * what is missing, sets the passwords and settings, and leaves data alone.
 */
export async function bootstrapEnvironment(options: EnvironmentOptions): Promise<void> {
  const { superuserUrl, database = 'pingvas', env, passwords } = options;
  await withClient(superuserUrl, async (server) => {
    await server.query("SET lock_timeout = '60s'");
    await server.query('SELECT pg_advisory_lock($1)', [bootstrapLock]);
    await createDatabase(server, database);
    await runAll(server, ["SET LOCAL password_encryption = 'scram-sha-256'", ...roleStatements(env, passwords)]);
    await actAsOwner(server, env);
    await withClient(databaseUrl(superuserUrl, { database }), (client) =>
      runAll(client, schemaStatements(env, database)),
    );
  });
}

async function createDatabase(server: Client, database: string): Promise<void> {
  const { rowCount } = await server.query('SELECT FROM pg_database WHERE datname = $1', [database]);
  if (rowCount === 0) await server.query(`CREATE DATABASE ${escapeIdentifier(database)}`);
}

/** Only a member may make a schema for another role; a superuser (none in Aurora) is a member of all. */
async function actAsOwner(server: Client, env: string): Promise<void> {
  const owner = roleOf(env, 'owner');
  const { rows } = await server.query<{ member: boolean }>(
    `SELECT pg_has_role(${escapeLiteral(owner)}, 'SET') AS member`,
  );
  if (rows[0]?.member !== true) {
    await server.query(`GRANT ${escapeIdentifier(owner)} TO CURRENT_USER WITH INHERIT FALSE, SET TRUE`);
  }
}

async function runAll(client: Client, statements: readonly string[]): Promise<void> {
  await client.query('BEGIN');
  for (const statement of statements) await client.query(statement);
  await client.query('COMMIT');
}
