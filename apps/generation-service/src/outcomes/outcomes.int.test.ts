import { sql } from '@pingvas/db';
import { isCancelled, leaseIdOf, type LeasePayload } from '@pingvas/queue';
import { afterEach, describe, expect, test } from 'vitest';
import type { Account } from '../test/accounts.ts';
import { expectSoundBooks } from '../test/books.ts';
import { cancelEverything } from '../test/cancel-everything.ts';
import { startGenerationService } from '../test/generation-service.ts';
import { apply, leaseOne, lost, outcomeOf, storedImage } from '../test/leases.ts';
import { snapshotOf } from '../test/snapshot.ts';
import { createOutcomeHandler } from './handle-outcome.ts';

const { admin, create, newAccount, parts } = await startGenerationService();
const { db, redis } = parts.clients;

const outOfMemory = { code: 'OUT_OF_MEMORY', message: 'too large', retryable: false, larger_class: true };
const broken = { code: 'RUNTIME_ERROR', message: 'It broke.', retryable: false, larger_class: false };
const handle = createOutcomeHandler({
  db,
  showImages: parts.showImages,
  gpuClasses: ['t4', 'a10g'],
  metrics: parts.metrics,
  ...parts.signals,
});

const newJob = async (request = {}): Promise<{ account: Account; lease: LeasePayload; jobId: string }> => {
  const account = await newAccount({ credits: 1_000 });
  const jobId = await create(account, request);
  return { account, jobId, lease: await leaseOne(db) };
};
/** The next lease of a job, without the wait before it. */
const leaseAgain = async (jobId: string, gpuClass = 't4'): Promise<LeasePayload> => {
  await admin(sql`UPDATE generation_jobs SET retry_at = now() WHERE id = ${jobId}::uuid`);
  const lease = await leaseOne(db, gpuClass);
  expect(lease.job_id).toBe(jobId);
  return lease;
};
const backoffSeconds = async (jobId: string): Promise<number> => {
  const [row] = await admin<{ seconds: number }>(sql`
    SELECT round(extract(epoch FROM j.retry_at - a.ended_at))::int AS seconds FROM generation_jobs j
    JOIN job_attempts a ON a.job_id = j.id AND a.attempt = j.attempt WHERE j.id = ${jobId}::uuid`);
  return row?.seconds ?? NaN;
};
const chargeOf = async (jobId: string) => {
  const { job } = await snapshotOf(admin, jobId);
  return [job?.status, job?.charged, job?.released];
};

afterEach(async () => {
  await expectSoundBooks(admin);
  await cancelEverything(admin);
});

describe('the charge', () => {
  const sdxl = { model_id: 'sdxl-base', parameters: { steps: 30 } };

  test('is the GPU time, rounded up', async () => {
    const { jobId, lease } = await newJob(sdxl);
    await apply(db, outcomeOf(lease, 'completed', { images: [storedImage(lease, 0, 41_270)], gpu_ms: 41_270 }));
    expect(await chargeOf(jobId)).toEqual(['completed', 42, 48]);
  });

  test('is never above what is held', async () => {
    const { jobId, lease } = await newJob(sdxl);
    await apply(db, outcomeOf(lease, 'completed', { images: [storedImage(lease, 0, 120_000)], gpu_ms: 120_000 }));
    expect(await chargeOf(jobId)).toEqual(['completed', 90, 0]);
  });

  test('is half for economy work', async () => {
    const { jobId, lease } = await newJob({ ...sdxl, priority_class: 'economy' });
    await apply(db, outcomeOf(lease, 'completed', { images: [storedImage(lease, 0, 41_270)], gpu_ms: 41_270 }));
    expect(await chargeOf(jobId)).toEqual(['completed', 21, 24]);
  });

  test('of a job with a missing image is that of the stored ones', async () => {
    const { jobId, lease } = await newJob({ ...sdxl, num_images: 4 });
    const images = [40_200, 39_900, 41_000].map((gpuMs, index) => storedImage(lease, index, gpuMs));
    const warnings = [{ image_index: 3, code: 'NSFW_DETECTED' }];
    await apply(db, outcomeOf(lease, 'completed', { images, warnings, gpu_ms: 160_000 }));
    expect(await chargeOf(jobId)).toEqual(['completed', 122, 238]);
    expect((await snapshotOf(admin, jobId)).job).toMatchObject({ partial: true, warnings });
  });

  test('leaves out an attempt that was lost', async () => {
    const { jobId, lease } = await newJob(sdxl);
    await apply(db, { ...lost(lease), gpu_ms: 20_000 });
    const second = await leaseAgain(jobId);
    await apply(db, outcomeOf(second, 'completed', { images: [storedImage(second, 0, 39_000)], gpu_ms: 39_000 }));
    expect(await chargeOf(jobId)).toEqual(['completed', 39, 51]);
  });

  test('is nothing when nothing was made', async () => {
    const { jobId, lease } = await newJob(sdxl);
    await apply(db, outcomeOf(lease, 'failed', { error: broken, gpu_ms: 30_000 }));
    expect(await chargeOf(jobId)).toEqual(['failed', 0, 90]);
  });
});

describe('another start', () => {
  test('follows a lost worker after 2 s and after 4 s, the third loss is the end with a full release', async () => {
    const { jobId, lease } = await newJob();
    await apply(db, lost(lease));
    expect(await backoffSeconds(jobId)).toBe(2);
    await apply(db, lost(await leaseAgain(jobId)));
    expect(await backoffSeconds(jobId)).toBe(4);
    await apply(db, lost(await leaseAgain(jobId)));
    const { attempts, events, job } = await snapshotOf(admin, jobId);
    expect(job).toMatchObject({ status: 'failed', error_code: 'WORKER_LOST', attempt: 3, charged: 0, released: 10 });
    expect(attempts.map((attempt) => attempt.outcome)).toEqual(['lost', 'lost', 'lost']);
    const oneStart = ['job.queued', 'job.started'];
    const again = [...oneStart, 'job.retrying'];
    expect(events).toEqual(['job.created', ...again, ...again, ...oneStart, 'job.failed']);
  });

  test('is not used up by an interruption, but ten are the end', async () => {
    const { jobId, lease } = await newJob();
    await apply(db, outcomeOf(lease, 'interrupted', { reason: 'spot' }));
    for (let start = 2; start <= 9; start++) await apply(db, outcomeOf(await leaseAgain(jobId), 'interrupted'));
    expect((await snapshotOf(admin, jobId)).job).toMatchObject({ status: 'queued', attempt: 9 });
    await apply(db, outcomeOf(await leaseAgain(jobId), 'interrupted'));
    expect(await chargeOf(jobId)).toEqual(['failed', 0, 10]);
  });

  test('after an interruption is due at once', async () => {
    const { jobId, lease } = await newJob();
    await apply(db, outcomeOf(lease, 'interrupted'));
    expect(await leaseOne(db)).toMatchObject({ job_id: jobId, lease: 2, attempt: 2 });
  });

  test('on the larger class follows out-of-memory once', async () => {
    const { jobId, lease } = await newJob();
    await apply(db, outcomeOf(lease, 'failed', { error: outOfMemory }));
    const larger = await leaseAgain(jobId, 'a10g');
    await apply(db, outcomeOf(larger, 'failed', { error: outOfMemory }));
    expect((await snapshotOf(admin, jobId)).job).toMatchObject({
      status: 'failed',
      error_code: 'OUT_OF_MEMORY',
      attempt: 2,
    });
  });

  test('on a larger class that this environment has not is none', async () => {
    const { jobId, lease } = await newJob();
    const small = createOutcomeHandler({ ...parts, db, gpuClasses: ['t4'], ...parts.signals });
    await small(outcomeOf(lease, 'failed', { error: outOfMemory }));
    expect((await snapshotOf(admin, jobId)).job).toMatchObject({ status: 'failed', error_code: 'OUT_OF_MEMORY' });
  });

  test('makes only the images that are missing', async () => {
    const { jobId, lease } = await newJob({ num_images: 2, parameters: { seed: 7 } });
    const first = storedImage(lease, 0, 1_000);
    await apply(db, { ...lost(lease), images: [first] });
    const second = await leaseAgain(jobId);
    expect(second.images.map(({ index, seed }) => [index, seed])).toEqual([[1, 8]]);
    expect(second.stored_images).toMatchObject([{ image_id: first.image_id, key: first.key }]);
    await apply(db, outcomeOf(second, 'completed', { images: [first, storedImage(second, 1, 2_000)], gpu_ms: 2_000 }));
    const { attempts, images, job } = await snapshotOf(admin, jobId);
    expect(job).toMatchObject({ status: 'completed', partial: false, charged: 3 });
    expect(attempts.map((attempt) => attempt.charged_gpu_ms)).toEqual([1_000, 2_000]);
    expect(images).toEqual([
      { index: 0, key_ends: '1.png' },
      { index: 1, key_ends: '2.png' },
    ]);
  });

  test('is not needed when every image is stored', async () => {
    const { jobId, lease } = await newJob();
    await apply(db, outcomeOf(lease, 'interrupted', { images: [storedImage(lease, 0, 1_200)], gpu_ms: 1_200 }));
    expect(await chargeOf(jobId)).toEqual(['completed', 2, 8]);
  });

  test('is not made once somebody has asked to stop', async () => {
    const { account, jobId, lease } = await newJob();
    await apply(db, outcomeOf(lease, 'started'));
    await parts.cancelling.cancel(account.id, jobId, 'user_request');
    await apply(db, lost(lease));
    expect((await snapshotOf(admin, jobId)).job).toMatchObject({
      status: 'cancelled',
      cancelled_by: 'user',
      charged: 0,
    });
  });
});

describe('a late message', () => {
  test('of an older lease changes nothing and stops its worker', async () => {
    const { jobId, lease } = await newJob({ num_images: 2 });
    await apply(db, lost(lease));
    await leaseAgain(jobId);
    const before = await snapshotOf(admin, jobId);
    const images = [storedImage(lease, 0, 1_000)];
    for (const kind of ['started', 'image', 'completed', 'failed', 'cancelled', 'interrupted'] as const) {
      expect(await apply(db, outcomeOf(lease, kind, { images }))).toMatchObject({ applied: false });
    }
    await handle(outcomeOf(lease, 'image', { images }));
    expect(await snapshotOf(admin, jobId)).toEqual(before);
    expect(await isCancelled(redis, leaseIdOf(lease))).toBe(true);
  });

  test('of a job that has ended or does not exist changes nothing', async () => {
    const { jobId, lease } = await newJob();
    await apply(db, outcomeOf(lease, 'completed', { images: [storedImage(lease, 0, 1_000)] }));
    const before = await snapshotOf(admin, jobId);
    for (const kind of ['started', 'completed', 'failed', 'cancelled'] as const)
      await apply(db, outcomeOf(lease, kind));
    expect(await snapshotOf(admin, jobId)).toEqual(before);
    const unknown = { ...outcomeOf(lease, 'completed'), job_id: lease.user_id };
    expect(await apply(db, unknown)).toEqual({ applied: false, status: null });
  });

  test('never brings an image that the job did not ask for', async () => {
    const { jobId, lease } = await newJob();
    const foreign = { ...storedImage(lease, 0, 1_000), image_id: lease.user_id };
    await apply(db, outcomeOf(lease, 'completed', { images: [foreign] }));
    expect(await snapshotOf(admin, jobId)).toMatchObject({ images: [], job: { status: 'failed' } });
  });
});

test('every message that brings an image tells of it as the API shows it', async () => {
  const { account, jobId, lease } = await newJob({ num_images: 2 });
  await handle(outcomeOf(lease, 'interrupted', { images: [storedImage(lease, 0, 1_000)] }));
  const events = await parts.log.page(account.id, { after: 0, limit: 50, jobId, types: ['job.image'] });
  const shown = JSON.parse(events[0]?.envelope ?? '{}') as { data: { image: { index: number; url: string } } };
  expect(shown.data.image).toMatchObject({ index: 0, url: expect.stringContaining(lease.job_id) as string });
});
