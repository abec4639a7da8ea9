import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from '@pingvas/db';
import { isAppError } from '@pingvas/errors';
import type { LeasePayload } from '@pingvas/queue';
import { grantCredits } from '@pingvas/testing';
import { expect, test } from 'vitest';
import { expectSoundBooks } from '../test/books.ts';
import { commandOf, startGenerationService, startReplica } from '../test/generation-service.ts';
import { apply, leaseToNew, lost, outcomeOf, storedImage } from '../test/leases.ts';

const { admin, database, environment, newAccount, parts } = await startGenerationService();
const replicas = [parts, await startReplica(environment)];

const LOAD_MS = 5_000;
const limits = { queue_size: 40, running_jobs: 6 };
const large = { width: 1032, height: 1032 };

test('creates, leases, outcomes, cancels, grants and plan changes of the same users at once never deadlock', async () => {
  const accounts = await Promise.all([1, 2, 3].map(() => newAccount({ credits: 2_000, limits })));
  const until = performance.now() + LOAD_MS;
  const done = { created: 0, leased: 0, cancelled: 0 };
  const loop = async (act: (round: number) => Promise<unknown>): Promise<void> => {
    for (let round = 0; performance.now() < until; round++) {
      await act(round).catch((error: unknown) => {
        // Full queues and empty accounts are answers; anything else is a fault.
        if (!isAppError(error)) throw error;
      });
    }
  };
  const accountOf = (round: number) => accounts[round % accounts.length] ?? accounts[0];
  const dbOf = (round: number) => (replicas[round % 2] ?? parts).clients.db;

  const create = async (round: number): Promise<void> => {
    const account = accountOf(round);
    if (!account) return;
    const request = { priority_class: round % 5 ? 'standard' : 'economy', parameters: round % 3 ? {} : large } as const;
    await (replicas[round % 2] ?? parts).accept(commandOf(account, request, round % 2 ? `key-${round}` : null));
    done.created++;
  };
  const work = async (lease: LeasePayload, round: number): Promise<void> => {
    const db = dbOf(round);
    const images = [storedImage(lease, 0, 1_000)];
    const image = outcomeOf(lease, 'image', { images });
    const ends = [
      outcomeOf(lease, 'completed', { images, gpu_ms: 1_000 }),
      outcomeOf(lease, 'interrupted'),
      lost(lease),
    ];
    const end = ends[round % ends.length] ?? lost(lease);
    await Promise.all([outcomeOf(lease, 'started'), image, end, end].map((outcome) => apply(db, outcome)));
  };
  const schedule = async (round: number): Promise<void> => {
    const leases = await leaseToNew(dbOf(round), 4, round % 2 ? 't4' : 'a10g');
    done.leased += leases.length;
    await Promise.all(leases.map(({ payload }, index) => work(payload, round + index)));
    if (leases.length === 0) await sleep(5);
  };
  const cancel = async (round: number): Promise<void> => {
    const account = accountOf(round);
    if (!account) return;
    const [job] = await parts.jobs.list(account.id, {
      filters: { status: ['pending', 'queued', 'processing'] },
      order: round % 2 ? 'asc' : 'desc',
      limit: 1,
      after: null,
    });
    if (job) await parts.cancelling.cancel(account.id, job.job.id, 'user_request').then(() => done.cancelled++);
    await sleep(20);
  };
  const pay = async (round: number): Promise<void> => {
    const { id } = accountOf(round) ?? { id: '' };
    await grantCredits(database, id, 50);
    await admin(
      sql`UPDATE subscriptions SET limits = limits || jsonb_build_object('running_jobs', ${1 + (round % 6)}::int) WHERE user_id = ${id}::uuid`,
    );
    await admin(sql`SELECT running_limit_refresh(${id}::uuid)::text`);
    await sleep(50);
  };
  await Promise.all(
    [create, create, create, create, schedule, schedule, schedule, cancel, cancel, pay].map((act, at) =>
      loop((round) => act(round * 7 + at)),
    ),
  );

  await expectSoundBooks(admin);
  expect(done.created).toBeGreaterThan(100);
  expect(done.leased).toBeGreaterThan(50);
  expect(done.cancelled).toBeGreaterThan(0);
  const [row] = await admin<{ deadlocks: number }>(
    sql`SELECT deadlocks::int FROM pg_stat_database WHERE datname = current_database()`,
  );
  expect(row).toEqual({ deadlocks: 0 });
}, 60_000);
