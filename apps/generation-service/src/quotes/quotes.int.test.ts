import { sql } from '@pingvas/db';
import { describe, expect, test } from 'vitest';
import { countRows } from '../test/books.ts';
import { startGenerationService } from '../test/generation-service.ts';
import { startHttp } from '../test/http.ts';

const { admin, newAccount, parts } = await startGenerationService();
const { call } = await startHttp(parts);
const request = { model_id: 'sd15-base', prompt: 'a lighthouse', num_images: 2 };
const quote = { mode: 'txt2img', ...request };

describe('a quote', () => {
  test('tells the price and what it is made of, and writes nothing', async () => {
    const by = await newAccount({ credits: 100 });
    const before = await countRows(admin);
    const { status, body } = await call('POST', '/quote', { by, body: quote });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      credits: 20,
      breakdown: { per_image: 10, images: 2, rate_percent: 100, model_factor: 1, addon_factor: 1 },
      feasible: true,
      reasons: [],
      gpu_class: 't4',
      balance: { available: 100, sufficient: true },
    });
    expect(await countRows(admin)).toEqual(before);
  });

  test('is the price of a job made with it, whatever order its members have', async () => {
    const by = await newAccount({ credits: 100 });
    const { body } = await call('POST', '/quote', { by, body: quote });
    const { num_images, prompt, model_id } = request;
    const again = { quote: body['quote'], client_ref: 'order-17', num_images, prompt, model_id };
    const job = await call('POST', '/create', { by, body: again });
    expect(job).toMatchObject({ status: 201, body: { estimated_credits: 20, client_ref: 'order-17' } });
  });

  test('binds its account and its request', async () => {
    const [by, other] = [await newAccount({ credits: 100 }), await newAccount({ credits: 100 })];
    const { body } = await call('POST', '/quote', { by, body: quote });
    const withQuote = { ...request, quote: body['quote'] };
    const codeOf = async (options: object) => (await call('POST', '/create', options)).body['code'];
    expect(await codeOf({ by: other, body: withQuote })).toBe('QUOTE_INVALID');
    expect(await codeOf({ by, body: { ...withQuote, num_images: 1 } })).toBe('QUOTE_MISMATCH');
    expect(await codeOf({ by, body: { ...withQuote, quote: `${String(body['quote'])}x` } })).toBe('QUOTE_INVALID');
  });

  test('tells what stands against the job instead of refusing, all of it', async () => {
    const by = await newAccount({ plan: 'free', credits: 5 });
    await admin(sql`INSERT INTO user_running (user_id, running_limit, open_entries) VALUES (${by.id}::uuid, 1, 3)`);
    const large = { ...quote, parameters: { width: 1024, height: 1024 } };
    const { status, body } = await call('POST', '/quote', { by, body: large });
    expect(status).toBe(200);
    expect(body).toMatchObject({ feasible: false, credits: 80, balance: { available: 5, sufficient: false } });
    const codes = (body['reasons'] as { code: string }[]).map((reason) => reason.code);
    expect(codes).toEqual(['FEATURE_LOCKED', 'QUEUE_LIMIT_REACHED', 'INSUFFICIENT_CREDITS']);
  });

  test('of nonsense is refused', async () => {
    const by = await newAccount();
    const codeOf = async (body: object) => (await call('POST', '/quote', { by, body })).body['code'];
    expect(await codeOf({ ...quote, model_id: 'none' })).toBe('NOT_FOUND');
    expect(await codeOf({ ...quote, parameters: { width: 500 } })).toBe('INVALID_PARAMETERS');
    expect(await codeOf(request)).toBe('VALIDATION_ERROR');
  });
});
