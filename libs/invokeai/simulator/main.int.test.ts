import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { connect, paintedModel, requestOf, thrownBy } from '../test/runtime.ts';

const main = fileURLToPath(new URL('./main.ts', import.meta.url));

let folder: string;
let running: ChildProcess | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'simulator-'));
});
afterEach(() => {
  running?.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

/** Starts the program and returns the URL that it prints when it is ready. */
async function start(port: number | string): Promise<string> {
  const env = { ...process.env, PORT: String(port), SIM_STATE_FILE: join(folder, 'state.json') };
  running = spawn(process.execPath, [main], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const { stdout } = running;
  if (!stdout) throw new Error('no output');
  for await (const line of createInterface(stdout)) {
    const url = /ready: .* on (\S+)$/.exec(line)?.[1];
    if (url !== undefined) return url;
  }
  throw new Error('ended without being ready');
}

const call = async (url: string, method: string, path: string, body: unknown): Promise<unknown> => {
  const headers = { 'content-type': 'application/json' };
  return (await fetch(url + path, { method, headers, body: JSON.stringify(body) })).json();
};

test('a crash ends the process once; restarted, it works with its timing and its other faults kept', async () => {
  const url = await start(0);
  const runtime = connect(url);
  await call(url, 'PUT', '/sim/timing', { step_ms: 1, load_ms: 0, fixed_ms: 0, pickup_ms: 0 });
  await call(url, 'POST', '/sim/faults', { kind: 'crash' });
  await call(url, 'POST', '/sim/faults', { kind: 'oom', prompt_contains: 'no such prompt' });
  await runtime.ensureModel(paintedModel);
  const ended = running && once(running, 'exit');
  const error = await thrownBy(runtime.run(requestOf(paintedModel)));
  expect(error).toMatchObject({ code: 'RUNTIME_ERROR', retryable: true, infrastructure: true });
  expect(await ended).toEqual([137, null]);

  await start(new URL(url).port);
  await runtime.prepare();
  await runtime.ensureModel(paintedModel);
  const state = await (await fetch(`${url}/sim/state`)).json();
  expect(state).toMatchObject({
    items_run: 0,
    running: 0,
    queued: 0,
    timing: { step_ms: 1 },
    faults: [{ kind: 'oom' }],
  });
  expect(await runtime.run(requestOf(paintedModel))).toMatchObject({ itemId: 1, gpuMsExact: true });
  await runtime.close();
});

test('SIGTERM ends it with status 0', async () => {
  await start(0);
  const ended = running && once(running, 'exit');
  running?.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
});

test('a port in use or out of range is said in one sentence', async () => {
  const url = await start(0);
  const first = running;
  const { port } = new URL(url);
  const saidBy = async (wanted: string): Promise<string> => {
    const child = spawn(process.execPath, [main], {
      env: { ...process.env, PORT: wanted },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const chunks: Buffer[] = [];
    child.stderr.on('data', (chunk: Buffer) => void chunks.push(chunk));
    await once(child, 'close');
    return `${child.exitCode} ${Buffer.concat(chunks).toString()}`;
  };
  expect(await saidBy(port)).toMatch(/^1 the runtime simulator cannot start: listen EADDRINUSE.*\n$/);
  expect(await saidBy('seven')).toBe("1 PORT must be a port number, got 'seven'\n");
  first?.kill('SIGKILL');
});
