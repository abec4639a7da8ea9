import { sql } from '@pingvas/db';
import type { LeasePayload } from '@pingvas/queue';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { setPlan } from '../test/accounts.ts';
import { expectSoundBooks } from '../test/books.ts';
import { cancelEverything } from '../test/cancel-everything.ts';
import { createFairQueue, type FairQueue } from '../test/fair-queue.ts';
import { startGenerationService } from '../test/generation-service.ts';
import { apply, leaseToNew, outcomeOf, storedImage, unheardOf } from '../test/leases.ts';

const { admin, create, newAccount, parts } = await startGenerationService();
const { db } = parts.clients;

const LIMITS = { queue_size: 1_000 };
const start = [
  { priority: 10, running_jobs: 1 },
  { priority: 25, running_jobs: 2 },
  { priority: 75, running_jobs: 3 },
];
const accounts = await Promise.all(
  start.map((limits) => newAccount({ credits: 1_000_000, limits: { ...LIMITS, ...limits } })),
);

const user = fc.nat({ max: accounts.length - 1 });
const pick = fc.nat({ max: 100 });
const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('create'), user, steps: fc.constantFrom(10, 40, 90, 150) }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('lease') }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('complete'), pick }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('interrupt'), pick }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('give back'), pick }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('cancel'), pick }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('limit'), user, limit: fc.nat({ max: 3 }) }) },
);
type Step = { kind: string; user?: number; steps?: number; pick?: number; limit?: number };

const chosen = (ids: readonly string[], { pick: at = 0 }: Step): string | undefined => ids[at % ids.length];

/** The queue of the database as it stands before a run. */
async function modelOfNow(): Promise<FairQueue> {
  const [clock] = await admin<{ v: number }>(
    sql`SELECT virtual_time AS v FROM scheduler_clock WHERE gpu_class = 't4' AND priority_class = 'standard'`,
  );
  const flows = await admin<{ user_id: string; last_finish: number }>(
    sql`SELECT user_id, last_finish FROM flows WHERE gpu_class = 't4' AND priority_class = 'standard'`,
  );
  const members = accounts.map((account, at) => ({
    userId: account.id,
    weight: start[at]?.priority ?? 0,
    runningLimit: start[at]?.running_jobs ?? 0,
    lastFinish: flows.find((flow) => flow.user_id === account.id)?.last_finish ?? 0,
  }));
  return createFairQueue(members, clock?.v ?? 0);
}

/** Users in the eligible index with the tags of their heads. */
async function headsOfNow(): Promise<Record<string, number>> {
  const rows = await admin<{ user_id: string; head_start: number }>(
    sql`SELECT user_id, head_start FROM flows WHERE gpu_class = 't4' AND priority_class = 'standard' AND eligible`,
  );
  return Object.fromEntries(rows.map((row) => [row.user_id, row.head_start]));
}

async function setLimit(at: number, runningJobs: number): Promise<void> {
  const { id } = accounts[at] ?? { id: '' };
  await setPlan(admin, id, 'studio', { ...LIMITS, ...start[at], running_jobs: runningJobs });
  await admin(sql`SELECT running_limit_refresh(${id}::uuid)::text`);
}

/** Plays steps on the model and on the database; both lease the same jobs. */
function createPlayer(model: FairQueue) {
  const leases = new Map<string, LeasePayload>();
  const started = new Set<string>();
  const leaseOf = (id: string): LeasePayload => {
    const lease = leases.get(id);
    if (!lease) throw new Error('not leased');
    return lease;
  };
  const acts: Record<string, (step: Step) => Promise<void>> = {
    async create({ user: at = 0, steps = 10 }) {
      const account = accounts[at];
      if (!account) return;
      const id = await create(account, { parameters: { steps } });
      const [job] = await admin<{ seconds: number }>(
        sql`SELECT estimated_seconds AS seconds FROM generation_jobs WHERE id = ${id}::uuid`,
      );
      model.push(account.id, id, job?.seconds ?? 0);
    },
    async lease() {
      const [lease] = await leaseToNew(db, 1);
      expect(lease?.payload.job_id ?? null).toBe(model.lease());
      if (lease) leases.set(lease.payload.job_id, lease.payload);
    },
    async complete(step) {
      const id = chosen(model.leasedJobs(), step);
      if (id === undefined) return;
      const images = [storedImage(leaseOf(id), 0, 1_000)];
      await apply(db, outcomeOf(leaseOf(id), 'completed', { images, gpu_ms: 1_000 }));
      model.end(id);
    },
    async interrupt(step) {
      const id = chosen(model.leasedJobs(), step);
      if (id === undefined) return;
      const { status } = await apply(db, outcomeOf(leaseOf(id), 'interrupted'));
      started.add(id);
      if (status === 'queued') model.interrupt(id);
      else model.end(id);
    },
    async 'give back'(step) {
      const id = chosen(
        model.leasedJobs().filter((job) => !started.has(job)),
        step,
      );
      if (id === undefined) return;
      await unheardOf(db, leaseOf(id));
      model.giveBack(id);
    },
    async cancel(step) {
      const id = chosen(model.waitingJobs(), step);
      if (id === undefined) return;
      await admin(sql`SELECT job_cancel(${id}::uuid, NULL, 'user', 'user_request', false, '[]')`);
      model.cancelWaiting(id);
    },
    async limit({ user: at = 0, limit = 0 }) {
      await setLimit(at, limit);
      model.setLimit(accounts[at]?.id ?? '', limit);
    },
  };
  return (step: Step) => acts[step.kind]?.(step);
}

test('whatever happens, leases are those of start-time fair queueing, and all counters agree with the jobs', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 40 }), async (steps) => {
      const model = await modelOfNow();
      for (const [at, { running_jobs }] of start.entries()) await setLimit(at, running_jobs);
      const play = createPlayer(model);
      try {
        for (const each of steps) {
          await play(each);
          expect(await headsOfNow()).toEqual(model.heads());
        }
        await expectSoundBooks(admin);
      } finally {
        await cancelEverything(admin);
      }
      await expectSoundBooks(admin);
    }),
    { numRuns: 30 },
  );
}, 120_000);
