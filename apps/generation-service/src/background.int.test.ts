import { afterAll, describe, expect, test, vi } from 'vitest';
import { startBackground } from './background.ts';
import { expectSoundBooks } from './test/books.ts';
import { startGenerationService, startReplica } from './test/generation-service.ts';
import { outcomeOf, storedImage } from './test/leases.ts';
import { startTestWorker } from './test/worker.ts';

const { admin, create, environment, newAccount, parts } = await startGenerationService();
const replicas = [parts, await startReplica(environment)];
const backgrounds = await Promise.all(replicas.map(startBackground));
// Registered after the clients: it closes before them.
afterAll(() => Promise.all(backgrounds.map((background) => background.close())));

const untilStatus = (userId: string, jobId: string, status: string) =>
  vi.waitFor(async () => expect((await parts.jobs.get(userId, jobId)).status).toBe(status), {
    timeout: 15_000,
    interval: 20,
  });

describe('two replicas of the service and three workers', () => {
  test('bring every job to its end once, and nobody waits for a poll who need not', async () => {
    const accounts = await Promise.all([1, 2, 3].map(() => newAccount({ credits: 1_000 })));
    const workers = await Promise.all(
      [1, 2, 3].map(() =>
        startTestWorker(parts.clients, {
          gpuClasses: ['t4', 'a10g'],
          work: async (lease, worker) => {
            const images = [storedImage(lease, 0, 500)];
            await worker.report(outcomeOf(lease, 'started'));
            await worker.report(outcomeOf(lease, 'image', { images }));
            await worker.report(outcomeOf(lease, 'completed', { images, gpu_ms: 500 }));
          },
        }),
      ),
    );
    for (const worker of workers) await worker.idle();
    const jobs: { userId: string; jobId: string }[] = [];
    for (let round = 0; round < 5; round++) {
      for (const account of accounts) jobs.push({ userId: account.id, jobId: await create(account) });
    }
    for (const { userId, jobId } of jobs) await untilStatus(userId, jobId, 'completed');
    const taken = workers.flatMap((worker) => worker.leases.map((lease) => lease.job_id));
    expect(taken.toSorted()).toEqual(jobs.map((job) => job.jobId).toSorted());
    await expectSoundBooks(admin);
    for (const worker of workers) await worker.leave();
  });

  test('lease nothing while there is no worker', async () => {
    const account = await newAccount({ credits: 100 });
    const jobId = await create(account);
    for (const replica of replicas) replica.scheduler.wake('t4');
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect((await parts.jobs.get(account.id, jobId)).status).toBe('pending');
    const worker = await startTestWorker(parts.clients);
    await worker.idle();
    await untilStatus(account.id, jobId, 'queued');
    await vi.waitFor(() => expect(worker.leases).toHaveLength(1), { timeout: 10_000 });
    await parts.cancelling.cancel(account.id, jobId, 'user_request');
    await worker.leave();
  });

  test('tell a stream of one replica what the other one did', async () => {
    const account = await newAccount({ credits: 100 });
    const heard: string[] = [];
    const listener = { event: ({ type }: { type: string }) => void heard.push(type), transient: () => undefined };
    const { caughtUp, stop } = (replicas[1] ?? parts).hub.follow(account.id, 0, listener);
    await caughtUp;
    await create(account);
    await vi.waitFor(() => expect(heard).toContain('job.created'), { timeout: 10_000 });
    stop();
  });
});
