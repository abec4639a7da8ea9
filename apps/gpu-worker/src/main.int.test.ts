import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Simulator } from '@pingvas/invokeai/simulator';
import { testRedis } from '@pingvas/testing';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { workerEnvironment } from './test/environment.fixture.ts';
import { leaseOf } from './test/lease.fixture.ts';
import { createTestScheduler, type TestScheduler } from './test/scheduler.fixture.ts';
import { simulate } from './test/worker.fixture.ts';

const main = new URL('./main.ts', import.meta.url).pathname;

let simulator: Simulator;
let scheduler: TestScheduler;
let environment: Record<string, string>;
const processes: ChildProcess[] = [];

const start = (overrides: Record<string, string> = {}): ChildProcess => {
  const env = { PATH: process.env['PATH'], ...environment, ...overrides };
  const child = spawn(process.execPath, [main], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  processes.push(child);
  return child;
};
const exit = async (child: ChildProcess): Promise<unknown> => (await once(child, 'exit'))[0];
const id = (): string => environment['WORKER_ID'] ?? '';
const slowLease = () => leaseOf(2, { parameters: { ...leaseOf().parameters, steps: 20 } });

beforeEach(async () => {
  const redisUrl = await testRedis();
  simulator = await simulate();
  scheduler = await createTestScheduler(redisUrl);
  environment = workerEnvironment(redisUrl, simulator.url);
});
afterEach(async () => {
  for (const child of processes.splice(0)) child.kill('SIGKILL');
  await scheduler.close();
  await simulator.close();
});

test('SIGTERM hands the lease back with the images so far, frees the runtime and leaves with status 0', async () => {
  simulator.controls.setTiming({ step_ms: 60 });
  const child = start();
  await scheduler.untilState(id(), 'idle');
  const lease = slowLease();
  await scheduler.put(id(), lease);
  await scheduler.outcome(lease, 'image');
  const exited = exit(child);
  child.kill('SIGTERM');
  expect(await exited).toBe(0);
  const outcome = await scheduler.end(lease);
  expect(outcome).toMatchObject({ kind: 'interrupted', reason: 'shutdown' });
  expect(outcome.images.map((image) => image.index)).toEqual([0]);
  expect(await scheduler.listed(id())).toBeUndefined();
  const state = await fetch(`${simulator.url}/sim/state`).then((answer) => answer.json());
  expect(state).toMatchObject({ running: 0, queued: 0 });
});

test('of a killed worker the next life says at once that the lease is lost, and never runs it again', async () => {
  simulator.controls.setTiming({ step_ms: 60 });
  const child = start();
  await scheduler.untilState(id(), 'idle');
  const lease = slowLease();
  await scheduler.put(id(), lease);
  await scheduler.outcome(lease, 'started');
  const exited = exit(child);
  child.kill('SIGKILL');
  await exited;
  start();
  expect(await scheduler.end(lease)).toMatchObject({ kind: 'failed', error: { code: 'WORKER_LOST', retryable: true } });
  await scheduler.untilState(id(), 'idle');
  const runs = simulator.itemsRun();
  // As if the queue had forgotten the dead life's job and a sweep put the lease again.
  await scheduler.redis.del(`bull:worker-${id()}:${lease.job_id}-1`);
  await scheduler.put(id(), lease);
  await vi.waitFor(() => {
    expect(scheduler.outcomesOf(lease).filter((one) => one.kind === 'failed')).toHaveLength(2);
  }, 10_000);
  expect(simulator.itemsRun()).toBe(runs);
});

test('a worker waits for a runtime that is not there yet, visible but not taking leases', async () => {
  await simulator.close();
  start();
  await scheduler.untilState(id(), 'draining');
  simulator = await simulate({ port: simulator.port });
  await scheduler.untilState(id(), 'idle');
});

test('a faulty environment ends the start with every fault named and no secret told', async () => {
  const child = start({ GPU_CLASSES: '', INVOKEAI_URL: 'nowhere', S3_SECRET_ACCESS_KEY: 'hush-hush' });
  const errors: string[] = [];
  child.stderr?.on('data', (bytes: Buffer) => errors.push(bytes.toString()));
  expect(await exit(child)).not.toBe(0);
  const text = errors.join('');
  expect(text).toContain('GPU_CLASSES');
  expect(text).toContain('INVOKEAI_URL');
  expect(text).not.toContain('hush-hush');
});
