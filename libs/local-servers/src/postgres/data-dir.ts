import { execFile } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { Binaries } from './binaries.ts';
import { isReachable } from './binaries.ts';
import type { SystemUser } from './system-user.ts';

const run = promisify(execFile);
const INITDB_TIMEOUT_MS = 120_000;

/** The folder to use for `wanted`: itself, or one below the temporary folder when `user` cannot get to it. */
export const reachableDataDir = (wanted: string, user: SystemUser | undefined): string => {
  if (user === undefined || isReachable(dirname(wanted))) return wanted;
  return join(tmpdir(), `pingvas-postgres-data-${createHash('sha256').update(wanted).digest('hex').slice(0, 12)}`);
};

/**
 * Makes a cluster (UTF-8, C locale, superuser `postgres`, SCRAM only) in `dataDir` unless a complete one is there.
 * The marker is written last: a folder that an interrupted initdb left is made anew.
 */
export const initialise = async (
  dataDir: string,
  { initdb }: Binaries,
  { user, password }: { user: SystemUser | undefined; password: string },
): Promise<void> => {
  const complete = join(dataDir, 'pingvas.complete');
  if (existsSync(complete)) return;
  rmSync(dataDir, { recursive: true, force: true });
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const passwordFile = join(tmpdir(), `pingvas-password-${randomUUID()}`);
  try {
    writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
    for (const path of user ? [dataDir, passwordFile] : []) chownSync(path, user?.uid ?? 0, user?.gid ?? 0);
    await run(initdb, initdbArgs(dataDir, passwordFile), { ...user, cwd: tmpdir(), timeout: INITDB_TIMEOUT_MS });
    writeFileSync(complete, '');
  } finally {
    rmSync(passwordFile, { force: true });
  }
};

const initdbArgs = (dataDir: string, passwordFile: string): string[] => [
  `--pgdata=${dataDir}`,
  `--pwfile=${passwordFile}`,
  '--username=postgres',
  '--auth=scram-sha-256',
  '--encoding=UTF8',
  '--locale=C',
  '--no-sync',
  '--no-instructions',
];
