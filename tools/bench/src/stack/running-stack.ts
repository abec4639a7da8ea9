import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

/** What the stack file says of a running stack, as far as benchmarks need it. */
export interface Stack {
  gateway: string;
  services: Record<string, string>;
  postgres: { url: string; schema: string; superuser_url: string };
  redis: string;
  runtime: string[];
  mail: string;
  admin: { email: string; password: string };
}

const FILE = '.stack/stack.json';
const START_LIMIT_MS = 180_000;

/** Starts a stack without the demo and with rate limits out of the way. @returns what it says of itself, and its stop */
export async function startStack(): Promise<{ stack: Stack; stop: () => Promise<void> }> {
  const child = spawn(process.execPath, ['tools/stack/src/main.ts', '--no-demo'], {
    env: { ...process.env, RATE_LIMIT_MULTIPLIER: '1000', LOG_LEVEL: 'warn' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = once(child, 'exit');
  const stop = async (): Promise<void> => {
    child.kill('SIGINT');
    await ended;
  };
  const deadline = Date.now() + START_LIMIT_MS;
  while (Date.now() < deadline && child.exitCode === null) {
    const stack = await readFile(FILE, 'utf8').then(
      (text) => JSON.parse(text) as Stack,
      () => null,
    );
    if (stack) return { stack, stop };
    await sleep(200);
  }
  await stop();
  throw new Error('the stack did not start; its logs are in .stack/logs');
}
