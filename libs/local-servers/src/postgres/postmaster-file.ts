import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

interface PostmasterFile {
  pid: number;
  ready: boolean;
}

/** What Postgres writes into `postmaster.pid`: line 1 its process id, line 8 `ready` once it takes connections. */
export const readPostmasterFile = (dataDir: string): PostmasterFile | undefined => {
  try {
    const lines = readFileSync(join(dataDir, 'postmaster.pid'), 'utf8').split('\n');
    return { pid: Number(lines[0]), ready: lines[7]?.trim() === 'ready' };
  } catch {
    return undefined;
  }
};

/**
 * Ends the Postgres that an earlier, killed run left on this folder: it holds the port and the data. A process id that
 * now belongs to another program is left alone.
 */
export const stopLeftover = async (dataDir: string): Promise<void> => {
  const pid = readPostmasterFile(dataDir)?.pid;
  if (pid === undefined || !isPostgresOn(pid, dataDir)) return;
  for (const [signal, patienceMs] of [
    ['SIGINT', 10_000],
    ['SIGQUIT', 5_000],
    ['SIGKILL', 5_000],
  ] as const) {
    if (!send(pid, signal) || (await isGone(pid, patienceMs))) return;
  }
};

const isPostgresOn = (pid: number, dataDir: string): boolean => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(dataDir);
  } catch {
    // No /proc (macOS): the file's word must do. On Linux: no such process.
    return process.platform !== 'linux' && send(pid, 0);
  }
};

const isGone = async (pid: number, patienceMs: number): Promise<boolean> => {
  const end = Date.now() + patienceMs;
  while (Date.now() < end) {
    if (!send(pid, 0)) return true;
    await sleep(50);
  }
  return false;
};

const send = (pid: number, signal: NodeJS.Signals | 0): boolean => {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
};
