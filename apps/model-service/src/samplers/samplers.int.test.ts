import type { Page } from '@pingvas/http';
import { expect, test } from 'vitest';
import { startModelService } from '../test/model-service.ts';
import type { Sampler } from './samplers.schemas.ts';

const { call } = await startModelService();

const list = (query: Record<string, string> = {}, headers: Record<string, string> = {}) =>
  call<Page<Sampler>>('/samplers', { query, headers });
const names = async (base: string) => (await list({ base })).body.data.map(({ name }) => name);

test('all thirty samplers stand in one page, for anybody, whatever credential comes along', async () => {
  const { body, headers } = await list({}, { authorization: 'Bearer nonsense' });
  expect(body).toMatchObject({ next_cursor: null, has_more: false });
  expect(new Set(body.data.map(({ name }) => name)).size).toBe(30);
  expect(headers['cache-control']).toBe('public, max-age=60');
  expect((await call('/models/samplers')).body).toEqual(body);
});

test('a base narrows them to those that work with it', async () => {
  expect((await names('flux')).toSorted()).toEqual(['euler', 'heun', 'lcm']);
  expect(await names('sdxl,flux')).toHaveLength(30);
  expect(await names('sd3')).toEqual([]);
  expect((await list({ base: 'sd16' })).body).toMatchObject({ code: 'VALIDATION_ERROR' });
});

test('they say when a caller has them already', async () => {
  const { headers } = await list();
  const again = await list({}, { 'if-none-match': String(headers.etag) });
  expect([again.status, again.text]).toEqual([304, '']);
});

test('the document names every row once, and what is not built is not there', async () => {
  const { body } = await call<{ paths: Record<string, Record<string, { operationId: string }>> }>('/openapi.json');
  const operations = Object.values(body.paths).flatMap((path) => Object.values(path).map((row) => row.operationId));
  expect(operations.toSorted()).toEqual(['models_get', 'models_list', 'models_samplers_list']);
  expect((await call('/styles')).status).toBe(404);
});
