import { mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findFreePort } from '../net/find-free-port.ts';
import { logTail } from '../process/log-tail.ts';
import { scratchDir } from '../process/scratch-dir.ts';
import type { ServerProcess } from '../process/spawn-server.ts';
import { spawnServer } from '../process/spawn-server.ts';
import type { Log } from '../log.ts';
import { silent } from '../log.ts';
import type { Binaries } from './binaries.ts';
import { postgresBinaries } from './binaries.ts';
import { initialise, reachableDataDir } from './data-dir.ts';
import { readPostmasterFile, stopLeftover } from './postmaster-file.ts';
import type { SystemUser } from './system-user.ts';
import { postgresUser } from './system-user.ts';

export interface PostgresOptions {
  /** Where the cluster lives, kept from start to start. Left out: a scratch folder that goes away at the stop. */
  dataDir?: string;
  /** Forget what an earlier run left in `dataDir`. */
  fresh?: boolean;
  /** 0 or left out: any free port. */
  port?: number;
  /** No flush to disk: for tests, which may lose everything in a power cut. */
  fast?: boolean;
  /** Of the superuser `postgres`; counts when the cluster is made. */
  password?: string;
  logFile?: string;
  log?: Log;
}

export interface PostgresServer extends ServerProcess {
  /** Superuser, database `postgres`. */
  url: string;
  port: number;
}

const READY_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 20_000;

/**
 * PostgreSQL 17 from npm on 127.0.0.1, ready for connections. A first start makes the cluster (about 3 s), later ones
 * take 0.2 s. An instance that a killed run left on the same folder is ended first, crash recovery is waited for.
 * Throws with the server's own last words when it does not come up within a minute.
 */
export const startPostgres = async (options: PostgresOptions = {}): Promise<PostgresServer> => {
  const { password = 'postgres', log = silent, fast = false } = options;
  const user = await postgresUser();
  const binaries = postgresBinaries(user);
  const place = placeOf(options, user);
  await stopLeftover(place.dataDir);
  if (options.fresh) rmSync(place.dataDir, { recursive: true, force: true });
  log('postgres: preparing the cluster');
  await initialise(place.dataDir, binaries, { user, password });
  const port = options.port || (await findFreePort());
  const server = await launch({ ...place, binaries, user, port, fast });
  const stop: ServerProcess['stop'] = async (timeoutMs = STOP_TIMEOUT_MS) => {
    const exit = await server.stop(timeoutMs);
    place.remove();
    return exit;
  };
  return {
    ...server,
    stop,
    port,
    url: `postgres://postgres:${encodeURIComponent(password)}@127.0.0.1:${port}/postgres`,
  };
};

interface Place {
  dataDir: string;
  logFile: string;
  scratch: string;
  remove: () => void;
}

const placeOf = ({ dataDir, logFile }: PostgresOptions, user: SystemUser | undefined): Place => {
  if (dataDir !== undefined) {
    const real = reachableDataDir(dataDir, user);
    mkdirSync(dirname(real), { recursive: true });
    return { dataDir: real, logFile: logFile ?? `${real}.log`, scratch: '', remove: () => undefined };
  }
  const { path, remove } = scratchDir('postgres');
  return { dataDir: join(path, 'data'), logFile: logFile ?? join(path, 'postgres.log'), scratch: path, remove };
};

interface Launch extends Place {
  binaries: Binaries;
  user: SystemUser | undefined;
  port: number;
  fast: boolean;
}

/** After a SIGKILL the old server's children need a moment to notice; until then the shared memory is "in use". */
const launch = async (how: Launch): Promise<ServerProcess> => {
  const end = Date.now() + READY_TIMEOUT_MS;
  for (;;) {
    const server = await spawnServer({
      command: how.binaries.postgres,
      args: flags(how),
      cwd: tmpdir(),
      logFile: how.logFile,
      stopSignal: 'SIGINT',
      removeDir: how.scratch,
      ...(how.user && { user: how.user }),
    });
    if (await becomesReady(server, how.dataDir, end)) return server;
    await server.stop();
    const words = logTail(how.logFile);
    if (Date.now() < end && /still in use|pre-existing shared memory/.test(words)) {
      await sleep(100);
      continue;
    }
    how.remove();
    throw new Error(`Postgres did not start on port ${how.port}. Its last words:\n${words}`);
  }
};

const flags = ({ dataDir, port, fast }: Launch): string[] => [
  ...['-D', dataDir, '-p', String(port), '-h', '127.0.0.1'],
  ...['unix_socket_directories=', 'max_connections=200', 'password_encryption=scram-sha-256'].flatMap(setting),
  ...(fast ? ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'].flatMap(setting) : []),
];

const setting = (assignment: string): string[] => ['-c', assignment];

const becomesReady = async (server: ServerProcess, dataDir: string, end: number): Promise<boolean> => {
  let ended = false;
  void server.exited.then(() => (ended = true));
  while (!ended && Date.now() < end) {
    const file = readPostmasterFile(dataDir);
    if (file?.pid === server.pid && file.ready) return true;
    await sleep(20);
  }
  return false;
};
