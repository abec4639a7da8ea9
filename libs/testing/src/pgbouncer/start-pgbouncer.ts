import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findFreePort, logTail, scratchDir, spawnServer } from '@pingvas/local-servers';
import { connected } from '../database/connection.ts';
import { configuration, userList } from './configuration.ts';
import type { Verifier } from './configuration.ts';

export interface PgBouncer {
  /** The same database and role, through the pooler. */
  through(url: string): string;
  stop(): Promise<void>;
}

const startTimeoutMs = 10_000;
const stopTimeoutMs = 1_000;

/** PgBouncer in transaction mode before a Postgres server, for all roles that have a password when it starts. */
export async function startPgBouncer(superuserUrl: string): Promise<PgBouncer> {
  const port = await findFreePort();
  const folder = scratchDir('pgbouncer');
  const logFile = join(folder.path, 'pgbouncer.log');
  const server = await spawnServer({
    command: 'pgbouncer',
    args: await prepare(folder.path, { superuserUrl, port }),
    logFile,
    removeDir: folder.path,
  });
  const through = (url: string): string => Object.assign(new URL(url), { hostname: '127.0.0.1', port }).href;
  const stop = async (): Promise<void> => {
    await server.stop(stopTimeoutMs);
    folder.remove();
  };
  if (!(await answers(through(superuserUrl)))) {
    const words = logTail(logFile);
    await stop();
    throw new Error(`PgBouncer did not start. Its last words:\n${words}`);
  }
  return { through, stop };
}

/** Writes the settings and the roles' verifiers; returns the arguments of the program. */
async function prepare(
  folder: string,
  { superuserUrl, port }: { superuserUrl: string; port: number },
): Promise<string[]> {
  const verifiers = await connected(superuserUrl, (client) =>
    client.query<Verifier>(
      'SELECT rolname AS role, rolpassword AS secret FROM pg_authid WHERE rolpassword IS NOT NULL',
    ),
  );
  const usersFile = join(folder, 'users.txt');
  const settingsFile = join(folder, 'pgbouncer.ini');
  await chmod(folder, 0o755);
  await writeFile(usersFile, userList(verifiers.rows));
  await writeFile(settingsFile, configuration({ superuserUrl, port, usersFile }));
  // It refuses to run as root, and becomes the user that it is told.
  return process.getuid?.() === 0 ? ['-u', 'postgres', settingsFile] : [settingsFile];
}

async function answers(url: string): Promise<boolean> {
  const deadline = Date.now() + startTimeoutMs;
  while (Date.now() < deadline) {
    try {
      await connected(url, (client) => client.query('SELECT 1'));
      return true;
    } catch {
      await sleep(50);
    }
  }
  return false;
}
