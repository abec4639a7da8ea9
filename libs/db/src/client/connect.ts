import { Socket } from 'node:net';
import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from '../generated/client.ts';

/** What this package needs of a logger. */
export interface DbLogger {
  warn(context: object, message: string): void;
}

export interface ConnectOptions {
  url: string;
  schema: string;
  poolMax: number;
  logger: DbLogger;
}

const connectTimeoutMs = 5_000;
/** Twice `statement_timeout`: no statement is silent for so long, a server that vanished is. */
const silenceMs = 30_000;
/** A transaction that is open for longer is rolled back; the roles' statement_timeout ends its running statement. */
const transactionMs = 15_000;
/** Connections are renewed, so that load returns to a server that came back. */
const connectionAgeSeconds = 600;

/** One pool, on demand: nothing is connected before the first statement. The client never leaves this package. */
export function connect({ url, schema, poolMax, logger }: ConnectOptions): PrismaClient {
  const onError = (error: Error): void => logger.warn({ err: error }, 'Database connection lost');
  const adapter = new PrismaPg(
    {
      connectionString: url,
      max: poolMax,
      connectionTimeoutMillis: connectTimeoutMs,
      maxLifetimeSeconds: connectionAgeSeconds,
      stream: () => impatientSocket(),
    },
    { schema, onPoolError: onError, onConnectionError: onError },
  );
  return new PrismaClient({ adapter, transactionOptions: { maxWait: connectTimeoutMs, timeout: transactionMs } });
}

function impatientSocket(): Socket {
  const socket = new Socket();
  socket.setTimeout(silenceMs, () => socket.destroy(new Error(`Postgres was silent for ${silenceMs} ms`)));
  return socket;
}
