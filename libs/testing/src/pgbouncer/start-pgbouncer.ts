import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connected } from '../database/connection.ts';
import { configuration, userList } from './configuration.ts';
import type { Verifier } from './configuration.ts';

export interface PgBouncer {
  /** The same database and role, through the pooler. */
  through(url: string): string;
  stop(): Promise<void>;
}

const startTimeoutMs = 10_000;

/** PgBouncer in transaction mode before a Postgres server, for all roles that have a password when it starts. */
export async function startPgBouncer(superuserUrl: string): Promise<PgBouncer> {
  const port = await freePort();
  const folder = await prepareFolder(superuserUrl, port);
  // As root it refuses to run, and becomes the user that it is told.
  const user = process.getuid?.() === 0 ? ['-u', 'postgres'] : [];
  const child = spawn('pgbouncer', [...user, join(folder, 'pgbouncer.ini')], { stdio: 'ignore' });
  const through = (url: string): string =>
    Object.assign(new URL(url), { hostname: '127.0.0.1', port: String(port) }).href;
  const stop = async (): Promise<void> => {
    await end(child);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await once(child, 'spawn');
    await answering(through(superuserUrl), child);
  } catch (error) {
    await stop();
    throw error;
  }
  return { through, stop };
}

async function prepareFolder(superuserUrl: string, port: number): Promise<string> {
  const verifiers = await connected(superuserUrl, (client) =>
    client.query<Verifier>(
      'SELECT rolname AS role, rolpassword AS secret FROM pg_authid WHERE rolpassword IS NOT NULL',
    ),
  );
  const folder = await mkdtemp(join(tmpdir(), 'pgbouncer-'));
  await chmod(folder, 0o755);
  await writeFile(join(folder, 'users.txt'), userList(verifiers.rows));
  await writeFile(
    join(folder, 'pgbouncer.ini'),
    configuration({ superuserUrl, port, usersFile: join(folder, 'users.txt') }),
  );
  return folder;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('No free port');
  return address.port;
}

async function answering(url: string, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + startTimeoutMs;
  for (;;) {
    try {
      await connected(url, (client) => client.query('SELECT 1'));
      return;
    } catch (error) {
      if (Date.now() > deadline || child.exitCode !== null)
        throw new Error('PgBouncer did not start', { cause: error });
      await sleep(50);
    }
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}
