import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { scratchDir } from '@pingvas/local-servers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ProcessState } from '../state/stack-file.ts';
import type { Supervisor } from './create-supervisor.ts';
import { createSupervisor } from './create-supervisor.ts';
import { isAlive, shellPart } from './test/shell-part.ts';

const FOREVER = 'while :; do sleep 0.05; done';
let processes: Record<string, ProcessState>;
let lines: string[];
let givenUp: Error[];
let supervisor: Supervisor;

beforeEach(() => {
  [processes, lines, givenUp] = [{}, [], []];
  supervisor = createSupervisor({
    onChange: (next) => (processes = next),
    log: (line) => lines.push(line),
    onGivenUp: (error) => givenUp.push(error),
  });
});
afterEach(() => supervisor.stop(1_000));

const pidOf = (name: string): number => processes[name]?.pid ?? 0;

describe('supervisor', () => {
  it('starts a part again within a second when it is killed, counts it, and says so', async () => {
    await supervisor.start(shellPart('worker', FOREVER));
    const first = pidOf('worker');
    process.kill(first, 'SIGKILL');
    await vi.waitFor(() => expect(processes['worker']?.restarts).toBe(1), { timeout: 1_000 });
    expect(isAlive(pidOf('worker'))).toBe(true);
    expect(pidOf('worker')).not.toBe(first);
    expect(lines).toEqual([expect.stringContaining('was ended by SIGKILL'), expect.stringContaining('is back')]);
  });
  it('gives up a part that keeps dying, and shows its last words', async () => {
    const { path, remove } = scratchDir('supervisor');
    const logFile = join(path, 'broken.log');
    await supervisor.start(shellPart('broken', 'echo "no such table"; exit 3', { logFile }));
    await vi.waitFor(() => expect(givenUp).toHaveLength(1), { timeout: 10_000 });
    expect(givenUp[0]?.message).toMatch(/^The part broken keeps dying\. Its last words.*no such table/s);
    remove();
  }, 15_000);
  it('rejects when a part does not start, and leaves the others to be stopped', async () => {
    await supervisor.start(shellPart('fine', FOREVER));
    const pid = pidOf('fine');
    const start = () => Promise.reject(new Error('port taken'));
    await expect(supervisor.start(shellPart('bad', '', { start }))).rejects.toThrow('port taken');
    await supervisor.stop(1_000);
    expect(isAlive(pid)).toBe(false);
  });
  it('stops in phases: who takes requests first, who keeps data last', async () => {
    const { path, remove } = scratchDir('supervisor');
    const logFile = join(path, 'order.log');
    const script = (name: string) => `trap 'echo ${name} >> ${logFile}; exit 0' TERM; ${FOREVER}`;
    for (const [name, phase] of [
      ['postgres', 'data'],
      ['gateway', 'edge'],
      ['service', 'work'],
    ] as const)
      await supervisor.start(shellPart(name, script(name), { phase }));
    await new Promise((resolve) => setTimeout(resolve, 200));
    await supervisor.stop(2_000);
    expect(readFileSync(logFile, 'utf8').trim().split('\n')).toEqual(['gateway', 'service', 'postgres']);
    remove();
  });
  it('kills what does not stop, and does not start it again', async () => {
    await supervisor.start(shellPart('stubborn', `trap '' TERM; ${FOREVER}`));
    const pid = pidOf('stubborn');
    await new Promise((resolve) => setTimeout(resolve, 100));
    await supervisor.stop(200);
    expect([isAlive(pid), processes['stubborn']?.restarts]).toEqual([false, 0]);
    await expect(supervisor.start(shellPart('late', FOREVER))).rejects.toThrow('the stack stops');
  });
  it('stops while a part is on its way back', async () => {
    await supervisor.start(shellPart('restarting', FOREVER));
    process.kill(pidOf('restarting'), 'SIGKILL');
    await supervisor.stop(1_000);
    expect(isAlive(pidOf('restarting'))).toBe(false);
  });
});
