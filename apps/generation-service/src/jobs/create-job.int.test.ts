import { sql } from '@pingvas/db';
import { isAppError } from '@pingvas/errors';
import { describe, expect, test } from 'vitest';
import { countRows, expectSoundBooks } from '../test/books.ts';
import { commandOf, startGenerationService } from '../test/generation-service.ts';
import { setPlan } from '../test/accounts.ts';
import type { CreateCommand } from './create-job.ts';

const { admin, create, newAccount, parts } = await startGenerationService();

const codeOf = async (command: CreateCommand): Promise<string> =>
  parts.accept(command).then(
    () => 'CREATED',
    (error: unknown) => (isAppError(error) ? error.code : String(error)),
  );
const balanceOf = async (userId: string) => {
  const [row] = await admin<{ available: number; held: number }>(
    sql`SELECT available, held FROM credits WHERE user_id = ${userId}::uuid`,
  );
  return row;
};

describe('a job that is accepted', () => {
  test('holds its credits, waits in its flow and is told, all in one transaction', async () => {
    const account = await newAccount({ credits: 100 });
    const jobId = await create(account, { num_images: 2, client_ref: 'order-17' });
    expect(await balanceOf(account.id)).toEqual({ available: 80, held: 20 });
    const job = await parts.jobs.get(account.id, jobId);
    expect(job).toMatchObject({ status: 'pending', held_credits: 20, gpu_class: 't4', queue: { position: 0 } });
    const events = await parts.log.page(account.id, { after: 0, limit: 10, jobId });
    expect(events.map((event) => event.type)).toEqual(['job.created']);
    expect(JSON.parse(events[0]?.envelope ?? '')).toMatchObject({
      client_ref: 'order-17',
      data: { estimated_credits: 20 },
    });
    await expectSoundBooks(admin);
  });

  test('is answered as it is read afterwards', async () => {
    const account = await newAccount({ credits: 100 });
    const { body, jobId } = await parts.accept(
      commandOf(account, { prompt: 'ein „Leuchtturm“ 灯台', start_deadline_seconds: 60 }),
    );
    const created = JSON.parse(body) as Record<string, unknown>;
    const read = await parts.jobs.get(account.id, jobId);
    // When it will start is another moment's guess.
    expect({ ...created, queue: null }).toEqual({ ...read, queue: null });
  });

  test('is judged anew when plan or model have changed since it was judged', async () => {
    const account = await newAccount({ plan: 'free', credits: 100 });
    await setPlan(admin, account.id, 'studio');
    expect(await codeOf(commandOf(account, { parameters: { width: 1024, height: 1024 } }))).toBe('CREATED');
    await admin(
      sql`UPDATE models SET default_parameters = default_parameters || '{"steps": 40}' WHERE name = 'sd15-base'`,
    );
    const jobId = await create(await newAccount({ credits: 100 }));
    const [job] = await admin<{ steps: number; credits: number }>(
      sql`SELECT (parameters ->> 'steps')::int AS steps, estimated_credits AS credits FROM generation_jobs WHERE id = ${jobId}::uuid`,
    );
    expect(job).toEqual({ steps: 40, credits: 20 });
    await admin(
      sql`UPDATE models SET default_parameters = default_parameters || '{"steps": 20}' WHERE name = 'sd15-base'`,
    );
  });
});

describe('a job that is refused writes nothing', () => {
  const refused = async (command: CreateCommand, code: string): Promise<void> => {
    const before = await countRows(admin);
    expect(await codeOf(command)).toBe(code);
    expect(await countRows(admin)).toEqual(before);
  };

  test('by what it asks for', async () => {
    const account = await newAccount({ plan: 'free', credits: 100 });
    await refused(commandOf(account, { model_id: 'no-such-model' }, 'k1'), 'NOT_FOUND');
    await refused(commandOf(account, { model_id: 'a-lora' }, 'k2'), 'INVALID_PARAMETERS');
    await refused(commandOf(account, { model_id: 'retired' }, 'k3'), 'MODEL_NOT_AVAILABLE');
    await refused(commandOf(account, { model_id: 'sdxl-base' }, 'k4'), 'MODEL_NOT_AVAILABLE');
    await refused(commandOf(account, { parameters: { width: 520, sampler: 'nonsense' } }, 'k5'), 'INVALID_PARAMETERS');
    await refused(commandOf(account, { parameters: { width: 520 } }, 'k6'), 'FEATURE_LOCKED');
    await refused(commandOf(account, { quote: 'forged.token' }, 'k7'), 'QUOTE_INVALID');
  });

  test('by storage, capacity, queue and credits, in this order', async () => {
    const account = await newAccount({ plan: 'studio', credits: 5, limits: { queue_size: 0, storage_bytes: 10 } });
    const flux = { model_id: 'flux-dev' };
    await admin(sql`INSERT INTO storage_usage (user_id, images_bytes) VALUES (${account.id}::uuid, 10)`);
    await refused(commandOf(account, flux, 'k1'), 'STORAGE_QUOTA_EXCEEDED');
    await admin(sql`UPDATE storage_usage SET images_bytes = 9 WHERE user_id = ${account.id}::uuid`);
    await refused(commandOf(account, flux, 'k2'), 'NO_CAPACITY');
    await refused(commandOf(account, {}, 'k3'), 'QUEUE_LIMIT_REACHED');
    await setPlan(admin, account.id, 'studio');
    await refused(commandOf(account, {}, 'k4'), 'INSUFFICIENT_CREDITS');
    await admin(sql`DELETE FROM storage_usage WHERE user_id = ${account.id}::uuid`);
  });

  test('and what stands against it is told in full', async () => {
    const account = await newAccount({ credits: 5 });
    await expect(parts.accept(commandOf(account))).rejects.toMatchObject({
      code: 'INSUFFICIENT_CREDITS',
      members: { required: 10, available: 5, shortfall: 5 },
    });
    const free = await newAccount({ plan: 'free', credits: 100 });
    for (let open = 0; open < 3; open++) await create(free);
    await expect(parts.accept(commandOf(free))).rejects.toMatchObject({
      code: 'QUEUE_LIMIT_REACHED',
      members: { limit: 3, open: 3 },
    });
  });

  test('and a lot that has lapsed buys nothing', async () => {
    const account = await newAccount({ credits: 50 });
    await admin(sql`UPDATE credit_lots SET expires_at = now() WHERE user_id = ${account.id}::uuid`);
    expect(await codeOf(commandOf(account))).toBe('INSUFFICIENT_CREDITS');
  });
});

describe('creating at once', () => {
  test('20 jobs on a balance for 10 are exactly 10', async () => {
    const account = await newAccount({ credits: 100 });
    const codes = await Promise.all(Array.from({ length: 20 }, () => codeOf(commandOf(account))));
    expect(codes.filter((code) => code === 'CREATED')).toHaveLength(10);
    expect(codes.filter((code) => code === 'INSUFFICIENT_CREDITS')).toHaveLength(10);
    expect(await balanceOf(account.id)).toEqual({ available: 0, held: 100 });
    await expectSoundBooks(admin);
  });

  test('never exceeds the queue of a plan', async () => {
    const account = await newAccount({ plan: 'free', credits: 100 });
    const codes = await Promise.all(Array.from({ length: 12 }, () => codeOf(commandOf(account))));
    expect(codes.filter((code) => code === 'CREATED')).toHaveLength(3);
    expect(new Set(codes)).toEqual(new Set(['CREATED', 'QUEUE_LIMIT_REACHED']));
  });

  test.each([10, 64])('%i requests under one key are one job', async (times) => {
    const account = await newAccount({ credits: 1_000 });
    const answers = await Promise.allSettled(
      Array.from({ length: times }, () => parts.accept(commandOf(account, {}, 'the-key'))),
    );
    const made = answers.filter((answer) => answer.status === 'fulfilled').map((answer) => answer.value);
    expect(made.filter((answer) => !answer.replayed)).toHaveLength(1);
    expect(new Set(made.map((answer) => answer.body)).size).toBe(1);
    const refusals = answers.filter((answer) => answer.status === 'rejected').map((answer) => answer.reason as unknown);
    for (const reason of refusals) expect(reason).toMatchObject({ code: 'IDEMPOTENCY_IN_PROGRESS' });
    const jobs = await admin(sql`SELECT 1 FROM generation_jobs WHERE user_id = ${account.id}::uuid`);
    expect(jobs).toHaveLength(1);
  });
});

describe('an idempotency key', () => {
  test('gives the first answer again, byte for byte, whatever has happened since', async () => {
    const account = await newAccount({ credits: 100 });
    const first = await parts.accept(commandOf(account, {}, 'a'));
    await parts.cancelling.cancel(account.id, first.jobId, 'user_request');
    await setPlan(admin, account.id, 'starter');
    const again = await parts.accept(commandOf(account, {}, 'a'));
    expect(again).toMatchObject({ body: first.body, location: first.location, jobId: first.jobId, replayed: true });
  });

  test('of another request is a conflict, of another account or a refused request is free', async () => {
    const [alice, bob] = [await newAccount({ credits: 100 }), await newAccount({ credits: 100 })];
    await parts.accept(commandOf(alice, {}, 'a'));
    expect(await codeOf(commandOf(alice, { prompt: 'two lighthouses' }, 'a'))).toBe('IDEMPOTENCY_CONFLICT');
    expect(await codeOf(commandOf(bob, { prompt: 'two lighthouses' }, 'a'))).toBe('CREATED');
    expect(await codeOf(commandOf(alice, { model_id: 'no-such-model' }, 'b'))).toBe('NOT_FOUND');
    expect(await codeOf(commandOf(alice, {}, 'b'))).toBe('CREATED');
  });

  test('is free again after 24 hours', async () => {
    const account = await newAccount({ credits: 100 });
    const first = await parts.accept(commandOf(account, {}, 'a'));
    await admin(sql`UPDATE idempotency_keys SET expires_at = now() WHERE user_id = ${account.id}::uuid`);
    const second = await parts.accept(commandOf(account, { prompt: 'another' }, 'a'));
    expect(second.replayed).toBe(false);
    expect(second.jobId).not.toBe(first.jobId);
  });
});
