import { escapeIdentifier as name, escapeLiteral as literal } from 'pg';
import { functionOwners, loginRoles, roleOf, schemaOf, services } from './roles.ts';
import type { LoginRole } from './roles.ts';

/** Longer than any statement, idle transaction or lock wait that a service may cause; the owner, who migrates, has none. */
const timeouts = { statement_timeout: '15s', idle_in_transaction_session_timeout: '10s', lock_timeout: '5s' };

const createRole = (role: string, attributes: string): string =>
  `DO $$ BEGIN IF to_regrole(${literal(name(role))}) IS NULL THEN CREATE ROLE ${name(role)} ${attributes}; END IF; END $$`;

/** Roles first: logins, then those that nobody logs in as. */
export function roleStatements(env: string, passwords: Readonly<Record<LoginRole, string>>): string[] {
  const logins = loginRoles.flatMap((role) => [
    createRole(roleOf(env, role), 'LOGIN NOINHERIT NOBYPASSRLS'),
    `ALTER ROLE ${name(roleOf(env, role))} PASSWORD ${literal(passwords[role])}`,
    ...settingStatements(env, role),
  ]);
  const hidden = [...services.map((service) => `${service}_system`), ...functionOwners];
  return [
    ...logins,
    ...hidden.map((role) => createRole(roleOf(env, role), 'NOLOGIN NOBYPASSRLS')),
    ...memberships(env),
  ];
}

/**
 * Set on the role, never by a session: behind PgBouncer in transaction mode the next client would inherit it.
 * UTC because the driver sends a Date without its offset.
 */
function settingStatements(env: string, role: LoginRole): string[] {
  const set = (setting: string, value: string): string =>
    `ALTER ROLE ${name(roleOf(env, role))} SET ${setting} TO ${value}`;
  const limits = Object.entries(role === 'owner' ? {} : timeouts);
  return [
    set('search_path', `${name(schemaOf(env))}, pg_temp`),
    set('timezone', literal('UTC')),
    ...limits.map(([setting, value]) => set(setting, literal(value))),
  ];
}

/** INHERIT FALSE: with a plain GRANT the login role would see every tenant without SET ROLE (measured). */
function memberships(env: string): string[] {
  const grant = (role: string, to: string): string =>
    `GRANT ${name(roleOf(env, role))} TO ${name(roleOf(env, to))} WITH INHERIT FALSE, SET TRUE`;
  return [
    ...services.map((service) => grant(`${service}_system`, service)),
    ...functionOwners.map((owner) => grant(owner, 'owner')),
  ];
}

/** The environment's schema and who may enter it; run in its database. */
export function schemaStatements(env: string, database: string): string[] {
  const list = (roles: readonly string[]): string => roles.map((role) => name(roleOf(env, role))).join(', ');
  const users = [...services, ...services.map((service) => `${service}_system`), ...functionOwners];
  const schema = name(schemaOf(env));
  return [
    `REVOKE ALL ON DATABASE ${name(database)} FROM PUBLIC`,
    `GRANT CONNECT ON DATABASE ${name(database)} TO ${list(loginRoles)}`,
    'REVOKE ALL ON SCHEMA public FROM PUBLIC',
    `CREATE SCHEMA IF NOT EXISTS ${schema} AUTHORIZATION ${list(['owner'])}`,
    // Only its owner may open a schema; an administrator who is no superuser is not taken for him.
    `SET LOCAL ROLE ${list(['owner'])}`,
    `GRANT USAGE ON SCHEMA ${schema} TO ${list(users)}`,
    // A function can be given only to a role that may create in its schema.
    `GRANT CREATE ON SCHEMA ${schema} TO ${list(functionOwners)}`,
  ];
}
