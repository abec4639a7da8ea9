import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const program = fileURLToPath(new URL('../test/stopping-service.ts', import.meta.url));

async function start(...args: string[]) {
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
  await expect.poll(() => lines.length, { timeout: 15_000 }).toBeGreaterThan(0);
  return { child, lines, address: lines[0] ?? '', ended: once(child, 'exit') };
}

test(
  'on SIGTERM it says it is not ready, still serves, stops in order and ends with 0',
  { timeout: 30_000 },
  async () => {
    const { child, lines, address, ended } = await start();
    expect((await fetch(`${address}/readyz`)).status).toBe(200);
    child.kill('SIGTERM');
    await expect.poll(async () => (await fetch(`${address}/readyz`)).status, { interval: 10 }).toBe(503);
    expect((await fetch(`${address}/healthz`)).status).toBe(200);
    expect(await ended).toEqual([0, null]);
    expect(lines.slice(1)).toEqual(['work drained', 'clients closed']);
  },
);

test(
  'a phase that fails keeps the others from nothing, and the process says so by its exit code',
  { timeout: 30_000 },
  async () => {
    const { child, lines, ended } = await start('broken');
    child.kill('SIGINT');
    expect(await ended).toEqual([1, null]);
    expect(lines.slice(1)).toEqual(['clients closed']);
  },
);
