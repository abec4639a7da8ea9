import { randomBytes } from 'node:crypto';
import { bootstrapEnvironment, byLoginRole, createDb, databaseUrl, migrate, roleOf, schemaOf } from '@pingvas/db';
import type { Sql } from '@pingvas/db';
import type { TestDatabase } from '@pingvas/testing';

/** The database of a stand, migrated, and a superuser's look into it. */
export interface StandDatabase extends TestDatabase {
  /** One statement that sees through every policy. Rejects while Postgres is away. */
  admin: <Row>(query: Sql) => Promise<Row[]>;
  close: () => Promise<void>;
}

const ENVIRONMENT = 'dev';
const NAME = 'pingvas';

/** Makes the environment on an empty server. `postgresUrl` is its superuser's. */
export const createDatabase = async (postgresUrl: string): Promise<StandDatabase> => {
  const schema = schemaOf(ENVIRONMENT);
  const password = randomBytes(12).toString('hex');
  const urls = byLoginRole((role) =>
    databaseUrl(postgresUrl, { database: NAME, user: roleOf(ENVIRONMENT, role), password }),
  );
  await bootstrapEnvironment({
    superuserUrl: postgresUrl,
    database: NAME,
    env: ENVIRONMENT,
    passwords: byLoginRole(() => password),
  });
  await migrate({ ownerUrl: urls.owner, schema });
  const superuserUrl = databaseUrl(postgresUrl, { database: NAME });
  const url = new URL(superuserUrl);
  url.searchParams.set('options', `-c search_path=${schema}`);
  const db = createDb<never>({ url: url.href, schema, systemRole: 'none', poolMax: 2 });
  return { name: NAME, schema, superuserUrl, urls, admin: (query) => db.statement(query), close: () => db.close() };
};
