import { isCancelled, leaseIdOf, type LeasePayload } from '@pingvas/queue';
import { sql } from '@pingvas/db';
import { afterEach, describe, expect, test } from 'vitest';
import { expectSoundBooks } from '../test/books.ts';
import { cancelEverything } from '../test/cancel-everything.ts';
import { startGenerationService } from '../test/generation-service.ts';
import { apply, leaseOne, outcomeOf, storedImage } from '../test/leases.ts';
import { snapshotOf } from '../test/snapshot.ts';
import { cancelJob } from './jobs.repository.ts';

const { admin, create, newAccount, parts } = await startGenerationService();
const { db, redis } = parts.clients;

const newJob = async () => {
  const account = await newAccount({ credits: 1_000 });
  return { account, jobId: await create(account) };
};
const started = async () => {
  const job = await newJob();
  const lease = await leaseOne(db);
  await apply(db, outcomeOf(lease, 'started'));
  return { ...job, lease };
};
const done = (lease: LeasePayload) =>
  outcomeOf(lease, 'completed', { images: [storedImage(lease, 0, 3_000)], gpu_ms: 3_000 });

afterEach(async () => {
  await expectSoundBooks(admin);
  await cancelEverything(admin);
});

describe('a job that has not started', () => {
  test('ends at once without a charge, and again is the same', async () => {
    const { account, jobId } = await newJob();
    expect(await parts.cancelling.cancel(account.id, jobId, 'changed my mind')).toBe('cancelled');
    const snapshot = await snapshotOf(admin, jobId);
    expect(snapshot.job).toMatchObject({ status: 'cancelled', cancelled_by: 'user', charged: 0, released: 10 });
    expect(snapshot.events).toEqual(['job.created', 'job.cancelled']);
    await parts.cancelling.cancel(account.id, jobId, 'user_request');
    expect(await snapshotOf(admin, jobId)).toEqual(snapshot);
  });

  test('is taken from its worker, who may not start it any more', async () => {
    const { account, jobId } = await newJob();
    const lease = await leaseOne(db);
    await parts.cancelling.cancel(account.id, jobId, 'user_request');
    expect(await isCancelled(redis, leaseIdOf(lease))).toBe(true);
    expect(await apply(db, outcomeOf(lease, 'started'))).toMatchObject({ applied: false, status: 'cancelled' });
  });
});

describe('a job that runs', () => {
  test('is asked to stop and charged for what ran', async () => {
    const { account, jobId, lease } = await started();
    const accepted = await parts.cancelling.cancel(account.id, jobId, 'user_request');
    const job = await parts.jobs.get(account.id, jobId);
    expect([accepted, job.status]).toEqual(['requested', 'processing']);
    expect(job.cancel_requested_at).not.toBeNull();
    expect(await isCancelled(redis, leaseIdOf(lease))).toBe(true);
    await apply(db, outcomeOf(lease, 'cancelled', { gpu_ms: 2_100, reason: 'cancel' }));
    const { attempts, job: ended } = await snapshotOf(admin, jobId);
    expect(ended).toMatchObject({ status: 'cancelled', cancelled_by: 'user', charged: 3, released: 7 });
    expect(attempts).toMatchObject([{ outcome: 'cancelled', gpu_ms: 2_100 }]);
  });

  test.each(['admin', 'account closure'])('is not charged when it is stopped by %s', async (by) => {
    const { jobId, lease } = await started();
    const reason = by === 'admin' ? 'admin' : 'account_closed';
    const cancel = { jobId, caller: null, reason, images: [], onlyUnstarted: false };
    await cancelJob(db, { ...cancel, by: by === 'admin' ? 'admin' : 'system' });
    await apply(db, outcomeOf(lease, 'cancelled', { gpu_ms: 5_000 }));
    expect((await snapshotOf(admin, jobId)).job).toMatchObject({ status: 'cancelled', charged: 0, released: 10 });
  });

  test('is completed when its completion comes first, and the wish to stop stays written', async () => {
    const { account, jobId, lease } = await started();
    await parts.cancelling.cancel(account.id, jobId, 'user_request');
    await apply(db, done(lease));
    const job = await parts.jobs.get(account.id, jobId);
    expect([job.status, job.cancel_requested_at === null]).toEqual(['completed', false]);
  });

  test('ends once, whichever of cancel and completion wins', async () => {
    for (let round = 0; round < 10; round++) {
      const { account, jobId, lease } = await started();
      const [cancel] = await Promise.allSettled([
        parts.cancelling.cancel(account.id, jobId, 'user_request'),
        apply(db, done(lease)),
        apply(db, outcomeOf(lease, 'cancelled', { gpu_ms: 1_000 })),
      ]);
      const { events, job } = await snapshotOf(admin, jobId);
      expect(events.filter((type) => /completed|cancelled|failed/.test(type))).toHaveLength(1);
      if (cancel.status === 'rejected') expect(cancel.reason).toMatchObject({ code: 'JOB_NOT_CANCELLABLE' });
      expect(['completed', 'cancelled']).toContain(job?.status);
    }
  });
});

describe('a job that has ended otherwise', () => {
  test('cannot be cancelled', async () => {
    const { account, jobId, lease } = await started();
    await apply(db, done(lease));
    await expect(parts.cancelling.cancel(account.id, jobId, 'user_request')).rejects.toMatchObject({
      code: 'JOB_NOT_CANCELLABLE',
      members: { job_status: 'completed' },
    });
  });
});

test('nobody cancels or reads the job of another', async () => {
  const { jobId } = await newJob();
  const stranger = await newAccount();
  await expect(parts.cancelling.cancel(stranger.id, jobId, 'user_request')).rejects.toMatchObject({
    code: 'NOT_FOUND',
  });
  await expect(parts.jobs.get(stranger.id, jobId)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect((await snapshotOf(admin, jobId)).job?.status).toBe('pending');
});

test('a deadline to start ends what waits and leaves alone what has started meanwhile', async () => {
  const waiting = await newJob();
  await parts.cancelling.cancelUnstarted(waiting.account.id, waiting.jobId, 'start_deadline');
  expect((await snapshotOf(admin, waiting.jobId)).job).toMatchObject({
    cancelled_by: 'system',
    cancel_reason: 'start_deadline',
  });
  const { account, jobId } = await started();
  await parts.cancelling.cancelUnstarted(account.id, jobId, 'start_deadline');
  const [row] = await admin(sql`SELECT status, cancel_requested_at FROM generation_jobs WHERE id = ${jobId}::uuid`);
  expect(row).toEqual({ status: 'processing', cancel_requested_at: null });
});
