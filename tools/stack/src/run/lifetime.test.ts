import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { scratchDir } from '@pingvas/local-servers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { isAlive } from '../supervisor/test/shell-part.ts';

const PROGRAM = fileURLToPath(new URL('./test/small-stack.ts', import.meta.url));
let scratch: ReturnType<typeof scratchDir>;
let pidFile: string;
beforeEach(() => {
  scratch = scratchDir('lifetime');
  pidFile = join(scratch.path, 'pids');
});
afterEach(() => scratch.remove());

const ready = async (command: string, args: string[]): Promise<ChildProcess> => {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  if (child.stdout) await once(child.stdout, 'data');
  return child;
};
const start = (...more: string[]) => ready(process.execPath, [PROGRAM, pidFile, ...more]);
const statusOf = async (child: ChildProcess): Promise<number | null> => {
  if (child.exitCode === null) await once(child, 'exit');
  return child.exitCode;
};
const survivors = (): number[] => readFileSync(pidFile, 'utf8').trim().split('\n').map(Number).filter(isAlive);

describe('the life of a stack', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('leaves nothing running after %s', async (signal, status) => {
    const stack = await start();
    expect(survivors()).toHaveLength(2);
    stack.kill(signal);
    expect(await statusOf(stack)).toBe(status);
    expect(survivors()).toEqual([]);
  });
  it('takes a Ctrl-C that arrives twice at once for one', async () => {
    const stack = await start();
    stack.kill('SIGINT');
    stack.kill('SIGINT');
    expect(await statusOf(stack)).toBe(130);
    expect(survivors()).toEqual([]);
  });
  it('leaves nothing running after an error that nobody caught', async () => {
    expect(await statusOf(await start('throw'))).toBe(1);
    expect(survivors()).toEqual([]);
  });
  it('leaves nothing running after a SIGKILL', async () => {
    const stack = await start();
    stack.kill('SIGKILL');
    await vi.waitFor(() => expect(survivors()).toEqual([]), { timeout: 10_000 });
  }, 15_000);
  it('stops in order when the reader of its output is gone, and lets the pipe end', async () => {
    const stack = await ready('/bin/sh', [
      '-c',
      `"$1" "$2" "$3" | (read line; echo "$line"; sleep 0.3)`,
      'sh',
      process.execPath,
      PROGRAM,
      pidFile,
    ]);
    await vi.waitFor(() => expect(survivors()).toHaveLength(2));
    await new Promise((resolve) => setTimeout(resolve, 600));
    process.kill(Number(readFileSync(`${pidFile}.owner`, 'utf8')), 'SIGINT');
    await statusOf(stack);
    expect(survivors()).toEqual([]);
  }, 15_000);
});
