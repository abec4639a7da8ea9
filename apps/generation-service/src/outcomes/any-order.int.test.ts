import type { LeasePayload, Outcome } from '@pingvas/queue';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { expectSoundBooks } from '../test/books.ts';
import { startGenerationService } from '../test/generation-service.ts';
import { apply, leaseOne, outcomeOf, storedImage } from '../test/leases.ts';
import { snapshotOf, type Snapshot } from '../test/snapshot.ts';

const { admin, create, newAccount, parts } = await startGenerationService();
const { db } = parts.clients;
const account = await newAccount({ credits: 1_000_000, limits: { queue_size: 1_000, running_jobs: 1_000 } });

const ends = {
  completed: {},
  failed: { error: { code: 'RUNTIME_ERROR', message: 'It broke.', retryable: false, larger_class: false } },
  lost: { error: { code: 'WORKER_LOST', message: 'The worker was lost.', retryable: true, larger_class: false } },
  cancelled: { reason: 'run_limit' as const },
  interrupted: { reason: 'spot' as const },
};
type End = keyof typeof ends;

/** What a worker says of a lease for three images of which it makes two: each message repeats what was said before. */
function messagesOf(lease: LeasePayload, end: End): Outcome[] {
  const [first, second] = [storedImage(lease, 0, 1_500), storedImage(lease, 1, 2_000)];
  const kind = end === 'lost' ? 'failed' : end;
  return [
    outcomeOf(lease, 'started'),
    outcomeOf(lease, 'image', { images: [first], gpu_ms: 1_500 }),
    outcomeOf(lease, 'image', { images: [first, second], gpu_ms: 3_500 }),
    outcomeOf(lease, kind, { images: [first, second], gpu_ms: 4_000, model_load_ms: 300, ...ends[end] }),
  ];
}

async function run(end: End, tell: (messages: Outcome[]) => Promise<unknown>): Promise<Snapshot> {
  const jobId = await create(account, { num_images: 3 });
  const lease = await leaseOne(db);
  expect(lease.job_id).toBe(jobId);
  await tell(messagesOf(lease, end));
  const snapshot = await snapshotOf(admin, jobId);
  await parts.cancelling.cancel(account.id, jobId, 'user_request').catch(() => undefined);
  return snapshot;
}

const inTurn = async (messages: readonly Outcome[]): Promise<void> => {
  for (const message of messages) await apply(db, message);
};

test.each(['completed', 'failed', 'lost', 'cancelled', 'interrupted'] as const)(
  'the messages of a lease that %s come to the same in any order, repeated and at once',
  async (end) => {
    const inOrder = await run(end, inTurn);
    const orders = fc.shuffledSubarray([0, 1, 2, 3, 3, 2, 1, 0], { minLength: 1 });
    await fc.assert(
      fc.asyncProperty(orders, fc.boolean(), async (order, atOnce) => {
        const snapshot = await run(end, (messages) => {
          // The last word comes in the end, wherever the others are: it is delivered until it is applied.
          const told = [...order.flatMap((index) => messages[index] ?? []), ...messages.slice(-1)];
          return atOnce ? Promise.all(told.map((message) => apply(db, message))) : inTurn(told);
        });
        expect(snapshot).toEqual(inOrder);
      }),
      { numRuns: 15 },
    );
    await expectSoundBooks(admin);
  },
  60_000,
);

test('the first word of a job is its start, then its images, then its end', async () => {
  const { events, attempts } = await run('completed', (messages) => inTurn(messages.slice(-1)));
  expect(events).toEqual(['job.created', 'job.queued', 'job.started', 'job.image', 'job.image', 'job.completed']);
  expect(attempts).toEqual([{ attempt: 1, lease: 1, outcome: 'completed', gpu_ms: 4_000, charged_gpu_ms: 3_500 }]);
});
