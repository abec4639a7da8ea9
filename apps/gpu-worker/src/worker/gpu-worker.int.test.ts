import { leaseIdOf, type LeasePayload, type Outcome } from '@pingvas/queue';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { leaseOf } from '../test/lease.fixture.ts';
import { createTestStand, type TestStand } from '../test/worker.fixture.ts';

let stand: TestStand;
beforeAll(async () => {
  stand = await createTestStand();
});
afterAll(() => stand.close());
beforeEach(() => stand.scheduler.untilState(stand.id, 'idle'));

const run = async (lease: LeasePayload): Promise<Outcome> => {
  await stand.scheduler.put(stand.id, lease);
  return stand.scheduler.end(lease);
};

describe('a lease that comes again', () => {
  test('after its end is answered with the same end, not run again', async () => {
    const lease = leaseOf(1);
    const first = await run(lease);
    await vi.waitFor(async () => expect(await stand.scheduler.has(stand.id, lease)).toBe(false), 5_000);
    const before = stand.simulator.itemsRun();
    await stand.scheduler.put(stand.id, lease);
    await vi.waitFor(() => {
      expect(stand.scheduler.outcomesOf(lease).filter((one) => one.kind === 'completed')).toEqual([first, first]);
    }, 5_000);
    expect(stand.simulator.itemsRun()).toBe(before);
  });

  test('after another life of a worker had begun it is given up, not run', async () => {
    const lease = leaseOf(1);
    const before = stand.simulator.itemsRun();
    await stand.scheduler.redis.set(`claim:${leaseIdOf(lease)}`, 'a life that is over', 'PX', 60_000);
    expect(await run(lease)).toMatchObject({ kind: 'failed', error: { code: 'WORKER_LOST', retryable: true } });
    expect(stand.simulator.itemsRun()).toBe(before);
  });
});

test('a worker is busy with its lease while it runs, then idle, and tells what models it holds', async () => {
  stand.simulator.controls.setTiming({ step_ms: 50 });
  const lease = leaseOf(1, { parameters: { ...leaseOf().parameters, steps: 10 } });
  await stand.scheduler.put(stand.id, lease);
  await stand.scheduler.outcome(lease, 'started');
  expect(await stand.scheduler.listed(stand.id)).toMatchObject({ state: 'busy', job_id: lease.job_id, lease: 1 });
  await stand.scheduler.end(lease);
  await stand.scheduler.untilState(stand.id, 'idle');
  const idle = await stand.scheduler.listed(stand.id);
  expect(idle).toMatchObject({ job_id: null, lease: null, gpu_classes: ['t4', 'a10g'] });
  expect(idle?.models).toContain(lease.model.runtime_key);
});

test('health, readiness and metrics are served', async () => {
  await run(leaseOf(1));
  const get = async (path: string) => fetch(`${stand.healthUrl}${path}`);
  expect((await get('/healthz')).status).toBe(200);
  expect((await get('/readyz')).status).toBe(200);
  expect(await (await get('/metrics')).text()).toMatch(/worker_leases_total\{[^}]*outcome="completed"[^}]*\} \d/);
  expect((await get('/else')).status).toBe(404);
});
