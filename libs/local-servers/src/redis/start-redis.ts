import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../log.ts';
import { silent } from '../log.ts';
import { findFreePort } from '../net/find-free-port.ts';
import { logTail } from '../process/log-tail.ts';
import { scratchDir } from '../process/scratch-dir.ts';
import type { ServerProcess } from '../process/spawn-server.ts';
import { spawnServer } from '../process/spawn-server.ts';
import { findRedis, redisSources } from './find-redis.ts';
import { answersAs } from './ping.ts';

export interface RedisOptions {
  /** Keeps the data from start to start (append-only file). Left out: a scratch folder, nothing is written. */
  dir?: string;
  /** 0 or left out: any free port. */
  port?: number;
  /** The server program, when it is known already (see `findRedis`). */
  program?: string;
  logFile?: string;
  log?: Log;
}

export interface RedisServer extends ServerProcess {
  url: string;
  port: number;
}

const READY_TIMEOUT_MS = 30_000;

/**
 * A Redis or Valkey server on 127.0.0.1 with `maxmemory-policy noeviction`, answering PING. Throws `NO_REDIS` when no
 * program can be had, or with the server's last words when it does not come up.
 */
export const startRedis = async (options: RedisOptions = {}): Promise<RedisServer> => {
  const { log = silent } = options;
  const program = options.program ?? (await findRedis(redisSources({ log })));
  const port = options.port || (await findFreePort());
  const { path: dir, remove } = options.dir === undefined ? scratchDir('redis') : kept(options.dir);
  const logFile = options.logFile ?? join(dir, 'redis.log');
  const args = flags(dir, port, options.dir !== undefined);
  const server = await spawnServer({
    command: program,
    args,
    logFile,
    ...(options.dir === undefined && { removeDir: dir }),
  });
  if (!(await becomesReady(server, port))) {
    await server.stop();
    const words = logTail(logFile);
    remove();
    throw new Error(`Redis did not start on port ${port}. Its last words:\n${words}`);
  }
  const stop: ServerProcess['stop'] = async (timeoutMs) => {
    const exit = await server.stop(timeoutMs);
    remove();
    return exit;
  };
  return { ...server, stop, port, url: `redis://127.0.0.1:${port}` };
};

const kept = (path: string) => {
  mkdirSync(path, { recursive: true });
  return { path, remove: () => undefined };
};

const flags = (dir: string, port: number, persistent: boolean): string[] => [
  ...['--port', String(port), '--bind', '127.0.0.1', '--dir', dir, '--daemonize', 'no'],
  ...['--maxmemory-policy', 'noeviction', '--save', '', '--appendonly', persistent ? 'yes' : 'no'],
];

/** Also waits for the load of the append-only file: until then every command answers LOADING. */
const becomesReady = async (server: ServerProcess, port: number): Promise<boolean> => {
  const end = Date.now() + READY_TIMEOUT_MS;
  let ended = false;
  void server.exited.then(() => (ended = true));
  while (!ended && Date.now() < end) {
    if (await answersAs(server.pid, port)) return true;
    await sleep(20);
  }
  return false;
};
