import { sql } from '@pingvas/db';
import type { JobProgress, LeasePayload } from '@pingvas/queue';
import { describe, expect, test, vi } from 'vitest';
import type { Account } from '../test/accounts.ts';
import { apply, leaseOne, outcomeOf, storedImage } from '../test/leases.ts';
import { startStreamService } from '../test/stream-service.ts';
import { createProgressGate } from './progress-gate.ts';
import { createProgressRelay } from './relay-progress.ts';

const { admin, append, call, create, newAccount, parts, stream } = await startStreamService();
const { db } = parts.clients;

describe('a stream of a job', () => {
  const started = async (account: Account): Promise<LeasePayload> => {
    await create(account, { client_ref: 'order-17' });
    const lease = await leaseOne(db);
    await apply(db, outcomeOf(lease, 'started'));
    return lease;
  };
  const finish = async (lease: LeasePayload): Promise<void> => {
    await apply(db, outcomeOf(lease, 'completed', { images: [storedImage(lease, 0, 1_000)], gpu_ms: 1_000 }));
    parts.signals.announce(lease.user_id);
  };

  test('tells the whole job and closes after its end', async () => {
    const account = await newAccount({ credits: 100 });
    const lease = await started(account);
    await create(account);
    const client = await stream(account, `/jobs/${lease.job_id}/events`);
    await finish(lease);
    await client.untilClosed();
    const types = client.events.map((event) => event.event);
    expect(types).toEqual(['job.created', 'job.queued', 'job.started', 'job.image', 'job.completed']);
  });

  test('of a job that has ended closes after the replay, wherever it begins', async () => {
    const account = await newAccount({ credits: 100 });
    const lease = await started(account);
    await finish(lease);
    const path = `/jobs/${lease.job_id}/events`;
    const whole = await stream(account, path);
    await whole.untilClosed();
    const end = whole.events.at(-1);
    expect(end?.event).toBe('job.completed');
    const rest = await stream(account, path, { 'last-event-id': String(end?.id) });
    await rest.untilClosed();
    expect(rest.events).toEqual([]);
  });

  test('of a job whose events are no longer kept says so and closes', async () => {
    const account = await newAccount({ credits: 100 });
    const lease = await started(account);
    await finish(lease);
    await admin(sql`DELETE FROM account_events WHERE job_id = ${lease.job_id}::uuid`);
    const client = await stream(account, `/jobs/${lease.job_id}/events`);
    await client.untilClosed();
    expect(client.events.map((event) => event.event)).toEqual(['stream.reset']);
  });

  test('of somebody else is not there', async () => {
    const lease = await started(await newAccount({ credits: 100 }));
    const headers = { accept: 'text/event-stream' };
    const stranger = await newAccount();
    const answer = await call('GET', `/jobs/${lease.job_id}/events`, { by: stranger, headers });
    expect(answer).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
  });

  describe('carries progress', () => {
    const relay = createProgressRelay({ board: parts.progress, gate: createProgressGate(db), hub: parts.hub });
    const progressOf = (lease: LeasePayload, percent: number): JobProgress => ({
      job_id: lease.job_id,
      user_id: lease.user_id,
      lease: lease.lease,
      attempt: lease.attempt,
      stage: 'denoising',
      image_index: 0,
      num_images: 1,
      step: percent,
      total_steps: 100,
      percent,
      preview_data_url: null,
      elapsed_seconds: 1,
      remaining_seconds: null,
    });

    test('while the lease runs, the newest again to a stream that opens', async () => {
      const account = await newAccount({ credits: 100 });
      const lease = await started(account);
      await relay(progressOf(lease, 10));
      const client = await stream(account);
      const first = await client.until('job.progress');
      expect(first).toMatchObject({ id: null, data: { seq: null, client_ref: 'order-17', data: { percent: 10 } } });
      expect(Object.keys(first.data['data'] ?? {})).not.toContain('user_id');
      await relay(progressOf(lease, 20));
      await vi.waitFor(() => expect(client.events).toHaveLength(2));
      expect(await parts.jobs.get(account.id, lease.job_id)).toMatchObject({
        progress: { percent: 20, stage: 'denoising' },
      });
    });

    test('of no lease that is over', async () => {
      const account = await newAccount({ credits: 100 });
      const lease = await started(account);
      await relay(progressOf(lease, 10));
      await finish(lease);
      const { latest } = await parts.log.bounds(account.id);
      const client = await stream(account);
      await relay(progressOf(lease, 90));
      await append(account, 1);
      await client.untilId(latest + 1);
      expect(client.events.map((event) => event.event)).toEqual(['credits.updated']);
    });
  });
});
