import { sql } from '@pingvas/db';
import { isCancelled, leaseIdOf, leaseQueue, outcomeQueue, type LeasePayload } from '@pingvas/queue';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { expectSoundBooks } from '../test/books.ts';
import { cancelEverything } from '../test/cancel-everything.ts';
import { commandOf, startGenerationService } from '../test/generation-service.ts';
import { apply, leaseOne, outcomeOf, storedImage } from '../test/leases.ts';
import { snapshotOf } from '../test/snapshot.ts';
import { startTestWorker, type TestWorker } from '../test/worker.ts';
import { leaseJobs } from '../scheduler/leases.repository.ts';
import { sweepDeadlines } from './sweep-deadlines.ts';
import { sweepLeases, type LeaseSweepParts } from './sweep-leases.ts';
import { dropOldAnswers } from './sweeps.repository.ts';

const { admin, create, newAccount, parts } = await startGenerationService();
const { db, logger, producer, redis, registry } = parts.clients;

const ended: unknown[] = [];
const sweepParts: LeaseSweepParts = {
  db,
  redis,
  registry,
  producer,
  logger,
  stopLease: parts.signals.stopLease,
  storedImages: () => Promise.resolve([]),
  onEnded: (answer) => void ended.push(answer),
};
const sweep = (): Promise<void> => sweepLeases(sweepParts);

/** Lets the leases of everybody look older. */
const age = (seconds: number): Promise<unknown> =>
  admin(
    sql`UPDATE generation_jobs SET leased_at = leased_at - make_interval(secs => ${seconds}) WHERE worker_id IS NOT NULL`,
  );
/** Lets Redis look as if it had kept its data for long. */
const trustRedis = (): Promise<unknown> => redis.set('sweeps:redis-since', Date.now() - 3_600_000);
const leaseTo = async (worker: TestWorker): Promise<LeasePayload> => {
  const [lease] = await leaseJobs(db, { gpuClass: 't4', workerIds: [worker.id], maxLeases: 1 });
  if (!lease) throw new Error('Nothing was leased');
  return lease.payload;
};
const newJob = async (): Promise<string> => create(await newAccount({ credits: 100 }), { num_images: 2 });
const statusOf = async (jobId: string) => (await snapshotOf(admin, jobId)).job?.status;

beforeEach(trustRedis);
afterEach(async () => {
  await expectSoundBooks(admin);
  await cancelEverything(admin);
  // No worker of one test is offered the jobs of the next.
  await redis.flushdb();
});

describe('a lease that was committed', () => {
  test('and never put is put, once', async () => {
    await newJob();
    const worker = await startTestWorker(parts.clients);
    const lease = await leaseTo(worker);
    await worker.idle();
    await sweep();
    expect(worker.leases).toEqual([]);
    await age(4);
    await sweep();
    await sweep();
    await vi.waitFor(() => expect(worker.leases).toEqual([lease]), { timeout: 10_000 });
  });

  test('to a worker that never came goes back, and the job keeps its place', async () => {
    const jobId = await newJob();
    await leaseOne(db);
    await age(14);
    await sweep();
    expect(await statusOf(jobId)).toBe('queued');
    await age(2);
    await sweep();
    const { attempts, job } = await snapshotOf(admin, jobId);
    expect([job?.status, job?.attempt, attempts]).toEqual(['pending', 0, []]);
    expect(ended.at(-1)).toMatchObject({ applied: true, status: 'pending', gpu_class: 't4' });
  });
});

describe('a lease that runs', () => {
  const running = async () => {
    const jobId = await newJob();
    const worker = await startTestWorker(parts.clients);
    const lease = await leaseTo(worker);
    await worker.busyWith(lease);
    await apply(db, outcomeOf(lease, 'image', { images: [storedImage(lease, 0, 1_000)] }));
    await age(60);
    return { jobId, worker, lease };
  };

  test('is left alone, and told again when it was cancelled', async () => {
    const { jobId, lease } = await running();
    await sweep();
    expect(await statusOf(jobId)).toBe('processing');
    await parts.cancelling.cancel(lease.user_id, jobId, 'user_request');
    await redis.del(`cancel:${leaseIdOf(lease)}`);
    await sweep();
    expect(await isCancelled(redis, leaseIdOf(lease))).toBe(true);
  });

  test('is lost with its worker: the job starts again and keeps what is stored', async () => {
    const { jobId, worker } = await running();
    await worker.leave();
    await sweep();
    const { attempts, images, job } = await snapshotOf(admin, jobId);
    expect([job?.status, attempts[0]?.outcome, images.length]).toEqual(['queued', 'lost', 1]);
  });

  test('is lost when its worker does something else', async () => {
    const { jobId, worker } = await running();
    await worker.idle();
    await sweep();
    expect(await statusOf(jobId)).toBe('queued');
  });

  test('is not lost while its last word waits to be applied', async () => {
    const { jobId, lease, worker } = await running();
    await worker.report(outcomeOf(lease, 'completed'));
    await worker.leave();
    await sweep();
    expect(await statusOf(jobId)).toBe('processing');
    await producer.discard(outcomeQueue);
  });

  test('is not lost because Redis was emptied: its worker has 15 s to say that it lives', async () => {
    const { jobId, lease, worker } = await running();
    await redis.flushdb();
    await sweep();
    expect(await statusOf(jobId)).toBe('processing');
    await worker.busyWith(lease);
    await trustRedis();
    await sweep();
    expect(await statusOf(jobId)).toBe('processing');
    await worker.leave();
    await sweep();
    expect(await statusOf(jobId)).toBe('queued');
  });
});

test('a lease whose queue was lost with Redis is put again', async () => {
  await newJob();
  const worker = await startTestWorker(parts.clients);
  const lease = await leaseTo(worker);
  await redis.flushdb();
  await worker.idle();
  await age(5);
  await sweep();
  await vi.waitFor(() => expect(worker.leases).toEqual([lease]), { timeout: 10_000 });
  expect(await producer.has(leaseQueue(worker.id), 'no-such-lease')).toBe(false);
});

describe('a deadline to start', () => {
  test('cancels what waits or was leased, with a full release, and nothing else', async () => {
    const account = await newAccount({ credits: 100 });
    const late = await create(account, { start_deadline_seconds: 10 });
    const leased = await create(account, { start_deadline_seconds: 10 });
    const runs = await create(account, { start_deadline_seconds: 10 });
    const inTime = await create(account, { start_deadline_seconds: 600 });
    const [first, second] = [await leaseOne(db), await leaseOne(db)];
    expect([first.job_id, second.job_id]).toEqual([late, leased]);
    await apply(db, outcomeOf(first, 'started'));
    await admin(
      sql`UPDATE generation_jobs SET start_deadline_at = now() WHERE id = ANY (${[late, leased, runs]}::uuid[])`,
    );
    await sweepDeadlines(db, parts.cancelling);
    expect(await Promise.all([late, leased, runs, inTime].map(statusOf))).toEqual([
      'processing',
      'cancelled',
      'cancelled',
      'pending',
    ]);
    expect(await parts.jobs.get(account.id, runs)).toMatchObject({
      cancelled_by: 'system',
      cancel_reason: 'start_deadline',
      released_credits: 10,
      held_credits: 0,
    });
  });

  test('of economy work is 24 hours', async () => {
    const account = await newAccount({ credits: 100 });
    const old = await create(account, { priority_class: 'economy' });
    const standard = await create(account);
    const young = await create(account, { priority_class: 'economy' });
    await admin(
      sql`UPDATE generation_jobs SET created_at = now() - interval '25 hours' WHERE id = ANY (${[old, standard]}::uuid[])`,
    );
    await sweepDeadlines(db, parts.cancelling);
    expect(await Promise.all([old, standard, young].map(statusOf))).toEqual(['cancelled', 'pending', 'pending']);
  });
});

test('stored answers go when their 24 hours are over', async () => {
  const account = await newAccount({ credits: 100 });
  await parts.accept(commandOf(account, {}, 'old'));
  await parts.accept(commandOf(account, {}, 'new'));
  await admin(sql`UPDATE idempotency_keys SET expires_at = now() - interval '1 second' WHERE key = 'old'`);
  await dropOldAnswers(db);
  const keys = await admin<{ key: string }>(sql`SELECT key FROM idempotency_keys WHERE user_id = ${account.id}::uuid`);
  expect(keys.map((row) => row.key)).toEqual(['new']);
});
