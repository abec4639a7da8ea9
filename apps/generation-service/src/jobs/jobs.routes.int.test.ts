import { newId } from '@pingvas/http';
import { Value } from 'typebox/value';
import { afterEach, describe, expect, test } from 'vitest';
import { countRows, expectSoundBooks } from '../test/books.ts';
import { cancelEverything } from '../test/cancel-everything.ts';
import { startGenerationService } from '../test/generation-service.ts';
import { startHttp } from '../test/http.ts';
import { apply, leaseOne, outcomeOf, storedImage } from '../test/leases.ts';
import { Job } from './job.schema.ts';

const { admin, create, newAccount, parts } = await startGenerationService();
const { app, call } = await startHttp(parts);
const { db } = parts.clients;
const body = { model_id: 'sd15-base', prompt: 'a lighthouse' };

afterEach(() => cancelEverything(admin));

describe('POST /create', () => {
  test('answers with the job and where it is', async () => {
    const by = await newAccount({ credits: 100 });
    const answer = await call('POST', '/create', { by, body: { ...body, num_images: 2, client_ref: 'order-17' } });
    expect(answer.status).toBe(201);
    expect(Value.Errors(Job, answer.body)).toEqual([]);
    expect(answer.headers['location']).toBe(`/api/v1/generation/jobs/${String(answer.body['id'])}`);
    expect(answer.headers['cache-control']).toContain('no-store');
    const { body: read } = await call('GET', `/jobs/${String(answer.body['id'])}`, { by });
    expect({ ...answer.body, queue: null }).toEqual({ ...read, queue: null });
  });

  test('fails at the first check of the contract, and writes nothing', async () => {
    const by = await newAccount({ plan: 'free', credits: 5 });
    const unverified = await newAccount({ credits: 100, emailVerified: false });
    const before = await countRows(admin);
    const wrong = { ...body, num_images: 11, surprise: 1 };
    const cases: [object, number, string, object?][] = [
      [{ body: wrong }, 401, 'UNAUTHORIZED'],
      [{ by: unverified, body: wrong }, 403, 'EMAIL_NOT_VERIFIED'],
      [{ by, body: wrong }, 400, 'VALIDATION_ERROR'],
      [{ by, body: { ...body, parameters: { width: 100, colour: 'red' } } }, 400, 'VALIDATION_ERROR'],
      [{ by, body: { prompt: 'no model' } }, 400, 'VALIDATION_ERROR'],
      [{ by, body, headers: { 'idempotency-key': 'ü' } }, 400, 'INVALID_REQUEST'],
      [{ by, body: { ...body, model_id: 'none' } }, 404, 'NOT_FOUND', { errors: [{ pointer: '/model_id' }] }],
      [{ by, body: { ...body, board_id: newId() } }, 404, 'NOT_FOUND', { errors: [{ pointer: '/board_id' }] }],
      [{ by, body: { ...body, model_id: 'sdxl-base' } }, 403, 'MODEL_NOT_AVAILABLE', { required_plan: 'starter' }],
      [{ by, body: { ...body, parameters: { width: 500 } } }, 400, 'INVALID_PARAMETERS'],
      [
        { by, body: { ...body, parameters: { width: 1024 } } },
        403,
        'FEATURE_LOCKED',
        { feature: 'resolution', limit: 512 },
      ],
      [{ by, body: { ...body, quote: 'forged' } }, 400, 'QUOTE_INVALID'],
      [{ by, body }, 402, 'INSUFFICIENT_CREDITS', { required: 10, available: 5, shortfall: 5 }],
    ];
    for (const [options, status, code, members = {}] of cases) {
      const answer = await call('POST', '/create', options);
      expect(answer.body).toMatchObject({ status, code, instance: '/api/v1/generation/create', ...members });
      expect(answer.headers['content-type']).toContain('application/problem+json');
    }
    expect(await countRows(admin)).toEqual(before);
  });

  test('gives the same bytes again under one key, and tells a different request apart', async () => {
    const by = await newAccount({ credits: 100 });
    const headers = { 'idempotency-key': '"order 17"'.replace(' ', '-') };
    const first = await call('POST', '/create', { by, body, headers });
    const again = await call('POST', '/create', {
      by,
      body: { prompt: body.prompt, model_id: body.model_id },
      headers,
    });
    expect([again.status, again.text, again.headers['location']]).toEqual([201, first.text, first.headers['location']]);
    expect([first.headers['idempotent-replayed'], again.headers['idempotent-replayed']]).toEqual([undefined, 'true']);
    const other = await call('POST', '/create', { by, body: { ...body, num_images: 2 }, headers });
    expect(other).toMatchObject({ status: 409, body: { code: 'IDEMPOTENCY_CONFLICT' } });
  });

  test('waits for the end of the job when it is asked to', async () => {
    const by = await newAccount({ credits: 100 });
    const waiting = call('POST', '/create', { by, body, headers: { prefer: 'wait=10' } });
    const lease = await untilLeased();
    await apply(db, outcomeOf(lease, 'completed', { images: [storedImage(lease, 0, 1_000)], gpu_ms: 1_000 }));
    parts.signals.announce(by.id);
    const answer = await waiting;
    expect(answer.headers['preference-applied']).toBe('wait=10');
    expect(answer).toMatchObject({
      status: 201,
      body: { status: 'completed', actual_credits: 1, images: [{ index: 0 }] },
    });
  });
});

async function untilLeased() {
  for (let attempt = 0; ; attempt++) {
    const lease = await leaseOne(db).catch(() => null);
    if (lease) return lease;
    if (attempt > 200) throw new Error('No job came');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe('GET /jobs', () => {
  test('walks through all jobs of the caller and nobody else, newest first', async () => {
    const by = await newAccount({ credits: 1_000 });
    const ids: string[] = [];
    for (let made = 0; made < 7; made++) ids.push(await create(by, { client_ref: `ref-${made % 2}` }));
    await create(await newAccount({ credits: 100 }));
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const query = { limit: '3', include_total: 'true', ...(cursor && { cursor }) };
      const page = (await call('GET', '/jobs', { by, query })).body as {
        data: { id: string }[];
        next_cursor: string | null;
        total_count: number;
      };
      expect(page.total_count).toBe(7);
      seen.push(...page.data.map((job) => job.id));
      cursor = page.next_cursor ?? undefined;
    } while (cursor !== undefined);
    expect(seen).toEqual(ids.toReversed());
    const some = await call('GET', '/jobs', {
      by,
      query: { client_ref: 'ref-1', status: 'pending,queued', sort_order: 'asc' },
    });
    expect((some.body as { data: { id: string }[] }).data.map((job) => job.id)).toEqual([ids[1], ids[3], ids[5]]);
  });

  test('refuses what it does not know', async () => {
    const by = await newAccount();
    const codeOf = async (query: Record<string, string>) => (await call('GET', '/jobs', { by, query })).body['code'];
    expect(await codeOf({ surprise: '1' })).toBe('VALIDATION_ERROR');
    expect(await codeOf({ limit: '101' })).toBe('VALIDATION_ERROR');
    expect(await codeOf({ cursor: 'nonsense' })).toBe('INVALID_CURSOR');
    expect(await codeOf({ status: 'sleeping' })).toBe('VALIDATION_ERROR');
  });
});

describe('one job', () => {
  test('is known to its owner only', async () => {
    const [by, stranger] = [await newAccount({ credits: 100 }), await newAccount()];
    const id = await create(by);
    for (const [method, path] of [
      ['GET', `/jobs/${id}`],
      ['DELETE', `/jobs/${id}`],
      ['POST', `/jobs/${id}/cancel`],
      ['GET', `/jobs/${id}/receipt`],
      ['GET', `/jobs/${id}/events`],
    ] as const) {
      const foreign = await call(method, path, { by: stranger });
      const missing = await call(method, path.replace(id, newId()), { by: stranger });
      expect([foreign.status, foreign.body['code']]).toEqual([404, 'NOT_FOUND']);
      expect(foreign.body['detail']).toBe(missing.body['detail']);
    }
    expect((await call('GET', '/jobs/no-id', { by })).status).toBe(404);
  });

  test('has an ETag that changes with it', async () => {
    const by = await newAccount({ credits: 100 });
    const id = await create(by);
    const { headers } = await call('GET', `/jobs/${id}`, { by });
    const etag = headers['etag'] ?? '';
    const url = `/api/v1/generation/jobs/${id}`;
    const same = await app.inject({ method: 'GET', url, headers: { ...by.headers, 'if-none-match': etag } });
    expect([same.statusCode, same.body]).toEqual([304, '']);
    await call('POST', `/jobs/${id}/cancel`, { by });
    expect((await call('GET', `/jobs/${id}`, { by, headers: { 'if-none-match': etag } })).status).toBe(200);
  });

  test('is cancelled with the reason its owner gives', async () => {
    const by = await newAccount({ credits: 100 });
    const id = await create(by);
    const answer = await call('DELETE', `/jobs/${id}`, { by, query: { reason: 'wrong colour' } });
    expect(answer).toMatchObject({
      status: 200,
      body: { status: 'cancelled', cancelled_by: 'user', cancel_reason: 'wrong colour' },
    });
  });
});

describe('a receipt', () => {
  test('adds up to the charge and names the ledger', async () => {
    const by = await newAccount({ credits: 100 });
    const id = await create(by, { num_images: 2 });
    const early = await call('GET', `/jobs/${id}/receipt`, { by });
    expect(early).toMatchObject({ status: 409, body: { code: 'CONFLICT' } });
    const lease = await leaseOne(db);
    expect(lease.job_id).toBe(id);
    const images = [storedImage(lease, 0, 1_400), storedImage(lease, 1, 1_700)];
    await apply(db, outcomeOf(lease, 'completed', { images, gpu_ms: 3_100, model_load_ms: 5_000, upload_ms: 200 }));
    const { body: receipt } = await call('GET', `/jobs/${id}/receipt`, { by });
    expect(receipt).toMatchObject({ held: 20, charged: 4, released: 16, gpu_seconds: 3.1, model_load_seconds: 5 });
    const lines = receipt['lines'] as { credits: number }[];
    expect(lines.reduce((sum, line) => sum + line.credits, 0)).toBe(4);
    expect(receipt['ledger_entry_ids']).toHaveLength(3);
    expect(receipt['attempts']).toMatchObject([
      { attempt: 1, outcome: 'completed', gpu_seconds: 3.1, charged_seconds: 3.1 },
    ]);
    await expectSoundBooks(admin);
  });
});

describe('the queue', () => {
  test('shows the caller where he stands', async () => {
    const by = await newAccount({ plan: 'starter', credits: 100 });
    const [first, second] = [await create(by), await create(by)];
    const lease = await leaseOne(db);
    await apply(db, outcomeOf(lease, 'started'));
    const { body: status } = await call('GET', '/queue/status', { by });
    expect(status).toMatchObject({
      pending_jobs: 1,
      queued_jobs: 0,
      processing_jobs: 1,
      open_entries: 2,
      queue_limit: 10,
      running_limit: 1,
    });
    expect(status['jobs']).toMatchObject([
      { id: first, status: 'processing', position: null, percent: 0 },
      { id: second, status: 'pending', position: 0, percent: null },
    ]);
    await apply(
      db,
      outcomeOf(lease, 'failed', {
        error: { code: 'RUNTIME_ERROR', message: '', retryable: false, larger_class: false },
      }),
    );
    const cleared = await call('POST', '/queue/clear', { by });
    expect(cleared).toMatchObject({ status: 200, body: { cancelled: 1, released_credits: 10 } });
    expect(await parts.jobs.get(by.id, second)).toMatchObject({ status: 'cancelled', cancel_reason: 'queue_cleared' });
  });

  test('of everybody is open to all', async () => {
    const lease = await newAccount({ credits: 100 }).then(async (by) => (await create(by), leaseOne(db)));
    await apply(db, outcomeOf(lease, 'completed', { images: [storedImage(lease, 0, 1_000)] }));
    const { status, body: queue } = await call('GET', '/queue/global-status');
    expect(status).toBe(200);
    expect(queue).toMatchObject({ available_workers: 0, by_gpu_class: [{ gpu_class: 't4' }, { gpu_class: 'a10g' }] });
    // Whatever the clock of the worker says: this one started before the job was made.
    expect(queue['average_wait_seconds']).toBe(0);
  });
});
