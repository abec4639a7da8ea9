import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { board, boardRoutes } from '../test/board-routes.ts';
import { base, createTestService, jsonBody, pointersOf, postTo } from '../test/test-service.ts';
import type { ServiceApp } from './create-service.ts';

let app: ServiceApp;
beforeAll(async () => {
  app = await createTestService();
  await app.register(boardRoutes, { prefix: base });
  await app.ready();
});
afterAll(() => app.close());

const post: ReturnType<typeof postTo> = (...call) => postTo(app)(...call);

describe('input', () => {
  test('an unknown member is named by its pointer, at any depth', async () => {
    const answer = await post('/boards', { name: 'a', 'x/y': 1, cover: { url: 'u', width: 1, deep: 1 } });
    expect(answer.json()).toMatchObject({ status: 400, code: 'VALIDATION_ERROR', instance: '/api/v1/gallery/boards' });
    expect(pointersOf(answer)).toEqual(['/x~1y', '/cover/deep']);
  });

  test('every fault is told at once, and the deepest of a union', async () => {
    expect(pointersOf(await post('/boards', { visibility: 'secret', cover: { url: 1, width: 5000 } }))).toEqual([
      '/name',
      '/visibility',
      '/cover/url',
      '/cover/width',
    ]);
    expect(pointersOf(await post('/boards', { name: 'a', cover: 'none' }))).toEqual(['/cover']);
    expect(pointersOf(await post('/boards', []))).toEqual(['']);
  });

  test('a body is never converted, a query is', async () => {
    expect(pointersOf(await post('/boards', { name: 5 }))).toEqual(['/name']);
    const answer = await app.inject(`${base}/boards?limit=5&include_total=true&tag=a,b`);
    expect(JSON.parse(answer.json<{ data: { name: string }[] }>().data[0]?.name ?? '')).toEqual({
      limit: 5,
      include_total: true,
      tag: ['a', 'b'],
      sort_by: 'created_at',
      sort_order: 'desc',
    });
  });

  test.each([
    'limit=0',
    'limit=101',
    'limit=many',
    'limit=1&limit=2',
    'sort_by=size',
    'unknown=1',
    'created_after=yesterday',
    'tag=%00',
  ])('the query %s is refused by its name', async (query) => {
    const answer = await app.inject(`${base}/boards?${query}`);
    expect([answer.statusCode, pointersOf(answer)]).toEqual([400, [`query:${query.split('=')[0]}`]]);
  });

  test('a row without a query takes none', async () => {
    expect(pointersOf(await app.inject(`${base}/plans?x=1`))).toEqual(['query:x']);
  });

  test.each([
    'abc',
    '1',
    '%00',
    '01934B6A-7C00-7000-8000-00000000002A',
    "1'%20OR%20'1'='1",
    '..%2Fme',
    '%zz',
    'x'.repeat(300),
  ])('the id %s answers like a missing one', async (id) => {
    const answer = await app.inject(`${base}/boards/${id}`);
    expect(answer.json()).toMatchObject({ status: 404, code: 'NOT_FOUND', title: 'Not found' });
    expect(answer.headers['x-request-id']).toBe(answer.json<{ request_id: string }>().request_id);
  });

  test.each([
    ['PUT', '/boards'],
    ['DELETE', '/plans'],
    ['GET', '/boards/'],
    ['GET', '/nowhere'],
    ['HEAD', '/plans'],
    ['OPTIONS', '/plans'],
  ] as const)('unknown path or method: %s %s', async (method, url) => {
    const answer = await app.inject({ method, url: base + url });
    expect(answer.statusCode).toBe(404);
    expect(answer.headers['content-type']).toMatch('application/problem+json');
  });

  test.each(['{"name": ', '{name: 1}', '\0', '{"name": "a",}', '{"__proto__": {"admin": true}}'])(
    'malformed JSON %j',
    async (payload) => {
      const answer = await app.inject({ method: 'POST', url: `${base}/boards`, ...jsonBody(null), payload });
      expect(answer.json()).toMatchObject({ status: 400, code: 'INVALID_REQUEST' });
    },
  );

  test.each(['text/plain', 'application/xml', 'application/x-www-form-urlencoded', 'nonsense'])(
    '%s is not read',
    async (type) => {
      const answer = await app.inject({
        method: 'POST',
        url: `${base}/boards`,
        payload: 'name=a',
        headers: { 'content-type': type },
      });
      expect(answer.json()).toMatchObject({ status: 415, code: 'UNSUPPORTED_MEDIA_TYPE' });
    },
  );

  test('text that is none is refused before it reaches a database', async () => {
    expect(pointersOf(await post('/boards', { name: 'a\0b' }))).toEqual(['/name']);
    expect(pointersOf(await post('/boards', { name: '\ud800' }))).toEqual(['/name']);
  });

  test('a row without a body takes none, an empty one, or no members', async () => {
    const url = `/boards/${board.id}/like`;
    const send = (more: object) => app.inject({ method: 'POST', url: base + url, ...more });
    for (const more of [{}, { headers: { 'content-type': 'application/json' } }, jsonBody({})])
      expect((await send(more)).statusCode).toBe(200);
    expect(pointersOf(await post(url, { extra: 1 }))).toEqual(['/extra']);
  });

  test('a body whose members are all optional may be left out', async () => {
    expect((await app.inject({ method: 'POST', url: `${base}/logout` })).json()).toEqual({ all: false });
    expect((await app.inject({ method: 'POST', url: `${base}/boards` })).json()).toMatchObject({
      code: 'VALIDATION_ERROR',
    });
  });
});
