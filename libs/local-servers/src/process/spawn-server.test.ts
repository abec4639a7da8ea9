import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, vi } from 'vitest';
import { scratchDir } from './scratch-dir.ts';
import { spawnServer } from './spawn-server.ts';

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};
const shell = (script: string) => spawnServer({ command: '/bin/sh', args: ['-c', script], logFile: '/dev/null' });

describe('spawnServer', () => {
  it('stops a server with its signal', async () => {
    const server = await shell('trap "exit 7" TERM; while :; do sleep 0.05; done');
    await vi.waitFor(() => expect(isAlive(server.pid)).toBe(true));
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await server.stop()).toEqual({ code: 7, signal: null });
    expect(await server.stop()).toEqual({ code: 7, signal: null });
  });
  it('kills a server that does not listen, with its children', async () => {
    const server = await shell('trap "" TERM; sleep 1000');
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect((await server.stop(100)).signal).toBe('SIGKILL');
  });
  it('rejects when there is no such program', async () => {
    await expect(spawnServer({ command: '/no/such/program', args: [], logFile: '/dev/null' })).rejects.toThrow(
      'ENOENT',
    );
  });
  it('writes both output streams to the log file', async () => {
    const { path, remove } = scratchDir('log-test');
    const logFile = join(path, 'log');
    const server = await spawnServer({ command: '/bin/sh', args: ['-c', 'echo out; echo err >&2'], logFile });
    await server.exited;
    expect(readFileSync(logFile, 'utf8')).toBe('out\nerr\n');
    remove();
  });
  it('leaves neither server nor scratch folder when its owner is killed with SIGKILL', async () => {
    const { path } = scratchDir('guard-test');
    const owner = spawn(process.execPath, [fileURLToPath(new URL('./test/owner.ts', import.meta.url)), path], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(owner.stdout, 'data')) as [Buffer];
    const pid = Number(line.toString());
    expect(isAlive(pid)).toBe(true);
    owner.kill('SIGKILL');
    await vi.waitFor(() => expect([isAlive(pid), existsSync(path)]).toEqual([false, false]), { timeout: 10_000 });
  });
});
