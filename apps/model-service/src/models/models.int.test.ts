import { sql } from '@pingvas/db';
import type { Problem } from '@pingvas/errors';
import { newId, type Page } from '@pingvas/http';
import { limitsInForce } from '@pingvas/plans';
import { beforeAll, describe, expect, test } from 'vitest';
import { seedCatalogue } from '../seed/seed-catalogue.ts';
import { startModelService } from '../test/model-service.ts';
import type { Model } from './models.schemas.ts';

const { call, deps, userOn } = await startModelService();
const free = await userOn('free');
const pro = await userOn('pro');
const owner = await userOn('pro');
const upload = { id: newId(), name: 'my-lora' };
const retired = { id: newId(), name: 'retired' };

/** A row as uploads will make it: its owner may use it, others do not see it. */
const insertModel = (model: { id: string; name: string }, ownerId: string | null, isActive: boolean) =>
  deps.db.withSystem((tx) =>
    tx.$executeRaw(sql`
      INSERT INTO models (id, user_id, name, display_name, type, base, version, min_tier, licence, sha256, file_size_bytes, path,
        runtime_key, default_parameters, is_active)
      VALUES (${model.id}::uuid, ${ownerId}::uuid, ${model.name}, ${model.name}, 'lora', 'sd15', '1', 'free', 'CC0-1.0', 'ab', 10, 'p',
        'k', '{"width":512,"height":512,"steps":20,"cfg_scale":7.5,"sampler":"euler"}', ${isActive})`),
  );

beforeAll(async () => {
  await seedCatalogue(deps.db);
  await insertModel(upload, owner.user.id, true);
  await insertModel(retired, null, false);
});

type Query = Record<string, string>;
const list = (query: Query = {}, headers: Query = {}) => call<Page<Model>>('', { query, headers });
const refused = (query: Query, headers: Query = {}) => call<Problem>('', { query, headers });
const namesIn = (page: Page<Model>): string[] => page.data.map(({ name }) => name);
const names = async (query: Query = {}, headers: Query = {}) => namesIn((await list(query, headers)).body);

describe('the list of models', () => {
  test('shows anybody the active catalogue, the most popular first, and what free may use', async () => {
    const { status, body, headers } = await list();
    expect(status).toBe(200);
    expect(namesIn(body)).toEqual(['sd15-base', 'sdxl-base', 'flux-dev', 'sd21-base']);
    expect(body.data.map((model) => model.available)).toEqual([true, false, false, false]);
    expect(body.data[1]).toMatchObject({
      unavailable_reason: 'tier',
      owned: false,
      model_factor: 1.5,
      gpu_class: 't4',
    });
    expect(body.data[2]).toMatchObject({ gpu_class: 'a10g', dimension_multiple: 16, min_tier: 'pro' });
    expect(headers['cache-control']).toBe('public, max-age=60');
    expect(headers.etag).toBeDefined();
  });

  test('judges by the plan of its caller, and is private then', async () => {
    const { body, headers } = await list({}, pro.headers);
    expect(body.data.every((model) => model.available)).toBe(true);
    expect(headers['cache-control']).toBe('private, no-store');
    expect(await names({ available: 'true' }, free.headers)).toEqual(['sd15-base']);
    expect(await names({ available: 'false' })).toEqual(['sdxl-base', 'flux-dev', 'sd21-base']);
  });

  test('follows the terms of a contract', async () => {
    const contract = await userOn('enterprise', limitsInForce('starter'));
    expect(await names({ available: 'true' }, contract.headers)).toEqual(['sd15-base', 'sdxl-base', 'sd21-base']);
  });

  test('shows an upload to its owner alone', async () => {
    expect(await names({ owned: 'true' }, owner.headers)).toEqual([upload.name]);
    expect(await names({ type: 'lora' }, pro.headers)).toEqual([]);
    expect(await names({ owned: 'true' })).toEqual([]);
    expect(await names({ owned: 'false' }, owner.headers)).not.toContain(upload.name);
  });

  test('is narrowed by its filters', async () => {
    expect(await names({ base: 'sdxl,flux' })).toEqual(['sdxl-base', 'flux-dev']);
    expect(await names({ type: 'main', base: 'sdxl' })).toEqual(['sdxl-base']);
    expect(await names({ q: 'LEGIBLE' })).toEqual(['flux-dev']);
    expect(await names({ q: '%' })).toEqual([]);
    expect(await names({ is_nsfw: 'true' })).toEqual([]);
    expect(await names({ created_before: '2020-01-01T00:00:00Z' })).toEqual([]);
  });

  test.each(['popularity_score', 'created_at', 'name'])(
    'walked by %s shows each model once, either way',
    async (sort_by) => {
      for (const sort_order of ['asc', 'desc']) {
        const seen: string[] = [];
        let cursor: string | null = null;
        do {
          const page: Record<string, string> = {
            sort_by,
            sort_order,
            limit: '1',
            include_total: 'true',
            ...(cursor && { cursor }),
          };
          const { body }: { body: Page<Model> } = await list(page);
          expect(body.total_count).toBe(4);
          seen.push(...namesIn(body));
          cursor = body.next_cursor;
        } while (cursor !== null);
        expect(seen.toSorted()).toEqual(['flux-dev', 'sd15-base', 'sd21-base', 'sdxl-base']);
      }
    },
  );

  test('takes a cursor only for the list that it came from', async () => {
    const cursor = (await list({ limit: '1' })).body.next_cursor ?? '';
    for (const other of [{ sort_by: 'name' }, { sort_order: 'asc' }, { base: 'sd15' }, { cursor: 'made-up' }])
      expect((await refused({ cursor, ...other })).body).toMatchObject({ status: 400, code: 'INVALID_CURSOR' });
    expect((await refused({ cursor }, pro.headers)).body).toMatchObject({ code: 'INVALID_CURSOR' });
    expect((await list({ cursor, limit: '2' })).status).toBe(200);
  });

  test.each([
    { limit: '0' },
    { limit: '101' },
    { unknown: '1' },
    { base: 'sd99' },
    { available: 'perhaps' },
    { q: '' },
  ])('refuses %o', async (query) => {
    const errors = [{ pointer: `query:${Object.keys(query)[0]}` }];
    expect((await refused(query)).body).toMatchObject({ status: 400, code: 'VALIDATION_ERROR', errors });
  });

  test('answers 304 to who has it, and the same under its doubled path', async () => {
    const { headers, body } = await list();
    const again = await list({}, { 'if-none-match': String(headers.etag) });
    expect([again.status, again.text]).toEqual([304, '']);
    expect((await call('/models')).body).toEqual(body);
  });

  test('refuses a bad credential instead of ignoring it', async () => {
    const { body } = await refused({}, { authorization: 'Bearer nonsense' });
    expect(body).toMatchObject({ status: 401, code: 'INVALID_TOKEN' });
  });
});

describe('one model', () => {
  const get = (id: string, headers: Query = {}) => call(`/${id}`, { headers });

  test('is found by its id, inactive ones too', async () => {
    const [first] = (await list()).body.data;
    expect((await get(first?.id ?? '')).body).toEqual(first);
    expect((await get(retired.id)).body).toMatchObject({ available: false, unavailable_reason: 'inactive' });
  });

  test('that another user uploaded is not there', async () => {
    expect((await get(upload.id, owner.headers)).body).toMatchObject({ owned: true, available: true });
    const unlike = { instance: '', request_id: '' };
    const missing = { ...(await get(newId())).body, ...unlike };
    for (const answer of [await get(upload.id, pro.headers), await get(upload.id), await get('no-uuid')]) {
      expect(answer.status).toBe(404);
      expect({ ...answer.body, ...unlike }).toEqual(missing);
    }
  });
});
