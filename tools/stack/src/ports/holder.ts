import { execFile } from 'node:child_process';
import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { promisify } from 'node:util';

const run = promisify(execFile);
const LISTENING = '0A';
const LONGEST_COMMAND = 100;

/** Who listens on a TCP port, as `process 123 (node server.js)`; undefined when it cannot be found out (another user's process). */
export const holderOf = async (port: number): Promise<string | undefined> => {
  const pid = process.platform === 'linux' ? fromProc(port) : await fromLsof(port);
  return pid === undefined ? undefined : `process ${pid}${nameOf(pid)}`;
};

const fromProc = (port: number): number | undefined => {
  const inodes = new Set(['tcp', 'tcp6'].flatMap((table) => inodesIn(readOr(`/proc/net/${table}`), port)));
  if (inodes.size === 0) return undefined;
  return namesOr('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .find((pid) => namesOr(`/proc/${pid}/fd`).some((fd) => inodes.has(linkOr(`/proc/${pid}/fd/${fd}`))));
};

/** `/proc/net/tcp`: second column address:port in hex, fourth the state, tenth the socket's inode. */
const inodesIn = (table: string, port: number): string[] =>
  table
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, local = '', , state]) => state === LISTENING && Number.parseInt(local.split(':')[1] ?? '', 16) === port)
    .map((columns) => `socket:[${columns[9]}]`);

const fromLsof = async (port: number): Promise<number | undefined> => {
  try {
    const { stdout } = await run('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-t'], { timeout: 5_000 });
    return Number(stdout.split('\n')[0]) || undefined;
  } catch {
    return undefined;
  }
};

/** Its command line: the name alone says `MainThread` for every Node program. */
const nameOf = (pid: number): string => {
  const command = readOr(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim();
  return command === ''
    ? ''
    : ` (${command.length > LONGEST_COMMAND ? `${command.slice(0, LONGEST_COMMAND)} …` : command})`;
};

const readOr = (file: string): string => orElse('', () => readFileSync(file, 'utf8'));
const namesOr = (dir: string): string[] => orElse([], () => readdirSync(dir));
const linkOr = (file: string): string => orElse('', () => readlinkSync(file));

/** Processes come and go, and those of other users are closed to us. */
const orElse = <T>(otherwise: T, look: () => T): T => {
  try {
    return look();
  } catch {
    return otherwise;
  }
};
