import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface SystemUser {
  uid: number;
  gid: number;
}

/**
 * Postgres refuses to run as root. Root gets the system user `postgres` (made when the machine has none);
 * for anybody else the answer is undefined: stay who you are.
 */
export const postgresUser = async (): Promise<SystemUser | undefined> => {
  if (process.getuid?.() !== 0) return undefined;
  return (await lookUp()) ?? (await create());
};

const lookUp = async (): Promise<SystemUser | undefined> => {
  try {
    const ids = await Promise.all([run('id', ['-u', 'postgres']), run('id', ['-g', 'postgres'])]);
    return { uid: Number(ids[0].stdout), gid: Number(ids[1].stdout) };
  } catch {
    return undefined;
  }
};

const create = async (): Promise<SystemUser> => {
  await run('useradd', ['--system', '--user-group', '--no-create-home', 'postgres']).catch(() => undefined);
  const user = await lookUp();
  if (user) return user;
  throw new Error(
    'Postgres cannot run as root, and no user "postgres" could be made: run as another user, or make that one.',
  );
};
