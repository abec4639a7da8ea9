import { Prisma } from './generated/client.ts';

export { createDb } from './client/create-db.ts';
export type { Db, DbOptions, ModelName, ScopedTx, Work } from './client/create-db.ts';
export type { DbLogger } from './client/connect.ts';
export { toNumber } from './client/numbers.ts';
export { databaseUrl } from './connection/database-url.ts';
export { bootstrapEnvironment } from './environment/bootstrap.ts';
export type { EnvironmentOptions } from './environment/bootstrap.ts';
export {
  byLoginRole,
  functionOwners,
  loginRoles,
  roleOf,
  schemaOf,
  services,
  systemRoleOf,
} from './environment/roles.ts';
export type { LoginRole, Service } from './environment/roles.ts';
export { isConflict, isUniqueViolation, sqlError } from './errors/sql-error.ts';
export type { SqlError } from './errors/sql-error.ts';
export { idempotent } from './idempotency/idempotent.ts';
export type { Answer, IdempotencyClaim } from './idempotency/idempotent.ts';
export { contains, createdWithin } from './keyset/conditions.ts';
export { positionSchema } from './keyset/keyset.ts';
export type { Keyset, Position, SortColumn } from './keyset/keyset.ts';
export { countListed, listIds } from './keyset/list.ts';
export type { ListedId, ListScope } from './keyset/list.ts';
export { migrate } from './migrate/migrate.ts';
export type { MigrateOptions } from './migrate/migrate.ts';

/** Tagged template of a parameterised query, `join` for its lists, `empty` for a part that is left out. */
export const { sql, join, empty } = Prisma;
export type Sql = Prisma.Sql;
