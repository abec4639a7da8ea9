import { Prisma } from '../generated/client.ts';
import type { PrismaClient } from '../generated/client.ts';
import { problemOrSame } from '../errors/problem-error.ts';
import { sqlError } from '../errors/sql-error.ts';
import { connect } from './connect.ts';
import type { DbLogger } from './connect.ts';
import { retryConflicts } from './retry.ts';

type Tx = Prisma.TransactionClient;

/** A model of the Prisma schema, as it is named on a transaction: `image`, `generationJob`. */
export type ModelName = Exclude<keyof Tx, `$${string}` | symbol>;

/** A transaction that names only these models. Grants of the role hold the same line at run time. */
export type ScopedTx<Models extends ModelName> = Pick<Tx, Models | '$queryRaw' | '$executeRaw'>;

/** What is done inside one transaction. It may run three times: no HTTP, Redis or S3 call in it, and no state of its own. */
export type Work<Models extends ModelName, T> = (tx: ScopedTx<Models>) => Promise<T>;

/**
 * The database as one service may use it. A deadlock or serialization failure is retried twice; a problem raised by one of our
 * SQL functions arrives as AppError.
 */
export interface Db<Models extends ModelName> {
  /** One transaction as this user: policies show and accept his rows only. */
  withUser<T>(userId: string, work: Work<Models, T>): Promise<T>;
  /** One transaction as the service's system role, which sees the rows of all users. For background work. */
  withSystem<T>(work: Work<Models, T>): Promise<T>;
  /** One read-only transaction as this user, on the replica when there is one: what it shows may be a moment old. */
  read<T>(userId: string, work: Work<Models, T>): Promise<T>;
  /**
   * One statement, which is its own transaction: one round trip. No user is set. The caller vouches for `Row`: bigint columns are
   * `bigint`, timestamptz `Date`, and a function that returns void needs a cast (`f()::text`), the client cannot read it.
   */
  statement<Row>(query: Prisma.Sql): Promise<Row[]>;
  /** Resolves when the database, and the replica when there is one, answers. */
  ping(): Promise<void>;
  /** Ends all connections, those in use after their transaction. */
  close(): Promise<void>;
}

export interface DbOptions {
  url: string;
  /** A read replica; reads go to the primary without it. */
  replicaUrl?: string;
  /** `dev_pingvas`: the schema whose tables the models are. */
  schema: string;
  /** The role of `withSystem`, by its full name: `systemRoleOf(schema, service)`. */
  systemRole: string;
  /** Connections at most, for each of primary and replica. */
  poolMax: number;
  logger?: DbLogger;
}

const silent: DbLogger = { warn: () => undefined };

/** Opens the database for one service, scoped by type to the models it names: `createDb<'image' | 'board'>({ … })`. */
export function createDb<Models extends ModelName>(options: DbOptions): Db<Models> {
  const { url, replicaUrl, schema, systemRole, poolMax, logger = silent } = options;
  const primary = connect({ url, schema, poolMax, logger });
  const replica = replicaUrl === undefined ? primary : connect({ url: replicaUrl, schema, poolMax, logger });
  const clients = [...new Set([primary, replica])];
  const run = runner(logger);
  const asUser = (userId: string): Prisma.Sql => Prisma.sql`SELECT set_config('app.user_id', ${userId}, true)`;
  return {
    withUser: (userId, work) => run(() => transaction(primary, asUser(userId), work)),
    withSystem: (work) =>
      run(() => transaction(primary, Prisma.sql`SELECT set_config('role', ${systemRole}, true)`, work)),
    read: (userId, work) => run(() => transaction(replica, Prisma.sql`${asUser(userId)}, ${readOnly}`, work)),
    statement: (query) => run(() => primary.$queryRaw(query)),
    ping: async () => void (await Promise.all(clients.map((client) => client.$queryRaw`SELECT 1`))),
    close: async () => void (await Promise.all(clients.map((client) => client.$disconnect()))),
  };
}

/** As on a replica: a write that slips into a read fails on a developer's machine too. */
const readOnly = Prisma.sql`set_config('transaction_read_only', 'on', true)`;

/** `identity` is the transaction's first statement: who it is, for this transaction only. */
const transaction = <Models extends ModelName, T>(
  client: PrismaClient,
  identity: Prisma.Sql,
  work: Work<Models, T>,
): Promise<T> =>
  client.$transaction(async (tx) => {
    await tx.$executeRaw(identity);
    return work(tx);
  });

const runner =
  (logger: DbLogger) =>
  async <T>(attempt: () => Promise<T>): Promise<T> => {
    try {
      return await retryConflicts(attempt, (error) =>
        logger.warn({ sqlState: sqlError(error)?.code }, 'Transaction conflict, trying again'),
      );
    } catch (error) {
      throw problemOrSame(error);
    }
  };
