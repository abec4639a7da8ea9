import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { board, boardRoutes } from '../test/board-routes.ts';
import { base, createTestService, postTo } from '../test/test-service.ts';
import type { ServiceApp } from './create-service.ts';

let app: ServiceApp;
beforeAll(async () => {
  app = await createTestService();
  await app.register(boardRoutes, { prefix: base });
  await app.ready();
});
afterAll(() => app.close());

const post: ReturnType<typeof postTo> = (...call) => postTo(app)(...call);

describe('answers', () => {
  test('the request id of the caller is used when it has the right form', async () => {
    const ask = (id: string) => app.inject({ url: `${base}/plans`, headers: { 'x-request-id': id } });
    expect((await ask('abcd-1234.x_y')).headers['x-request-id']).toBe('abcd-1234.x_y');
    for (const bad of ['short', 'with space here', 'x'.repeat(129)])
      expect((await ask(bad)).headers['x-request-id']).not.toBe(bad);
  });

  test.each([
    ['crash', 500, 'INTERNAL_ERROR'],
    ['leak', 500, 'INTERNAL_ERROR'],
    ['wrong-type', 500, 'INTERNAL_ERROR'],
    ['known', 409, 'CONFLICT'],
  ])('%s is told as a problem and leaks nothing', async (what, status, code) => {
    const answer = await app.inject(`${base}/broken/${what}`);
    expect(answer.json()).toMatchObject({ status, code });
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(answer.body).not.toMatch(/secret|SELECT|password/);
  });

  test('an answer is sent as it is', async () => {
    const answer = await app.inject(`${base}/broken/not`);
    expect(answer.json()).toEqual(board);
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
  });

  test('an object carries an ETag, and 304 without a body when it is known', async () => {
    const url = `${base}/boards/${board.id}`;
    const etag = (await app.inject(url)).headers.etag ?? '';
    expect(etag).toMatch(/^"[\w-]{27}"$/);
    for (const known of [etag, `W/${etag}`, `"x", ${etag}`, '*']) {
      const answer = await app.inject({ url, headers: { 'if-none-match': known } });
      expect([answer.statusCode, answer.body, answer.headers.etag, answer.headers['content-type']]).toEqual([
        304,
        '',
        etag,
        undefined,
      ]);
    }
    expect((await app.inject({ url, headers: { 'if-none-match': '"x"' } })).statusCode).toBe(200);
  });

  test.each([
    ['/plans', {}, 'public, max-age=60'],
    ['/plans', { authorization: 'Bearer x' }, 'public, max-age=60'],
    ['/models', {}, 'public, max-age=60'],
    ['/models', { authorization: 'Bearer x' }, 'private, no-store'],
    [`/boards/${board.id}`, { authorization: 'Bearer x' }, 'private, no-store'],
    ['/plans?x=1', {}, 'private, no-store'],
  ])('caching of %s with %j: %s', async (url, headers, expected) => {
    const answer = await app.inject({ url: base + url, headers });
    expect(answer.headers['cache-control']).toBe(expected);
    if (url === '/models' && expected.startsWith('public')) expect(answer.headers.vary).toMatch(/Authorization/);
  });

  test('a preflight is answered for listed origins only, before any credential', async () => {
    const preflight = (origin: string) =>
      app.inject({
        method: 'OPTIONS',
        url: `${base}/boards`,
        headers: { origin, 'access-control-request-method': 'POST' },
      });
    const allowed = await preflight('https://app.example');
    expect(allowed.statusCode).toBe(204);
    expect(allowed.headers).toMatchObject({
      'access-control-allow-origin': 'https://app.example',
      'access-control-allow-credentials': 'true',
      'access-control-max-age': '600',
    });
    expect(allowed.headers['x-request-id']).toBeDefined();
    expect((await preflight('https://elsewhere.example')).headers['access-control-allow-origin']).toBeUndefined();
    const plain = await app.inject({ url: `${base}/plans`, headers: { origin: 'https://app.example' } });
    expect(plain.headers['access-control-expose-headers']).toMatch(/ETag.*RateLimit-Policy/);
  });

  test('the fingerprint is of the body as sent: order does not matter, content does', async () => {
    const fingerprint = async (body: unknown) =>
      (await post('/boards', body, { 'idempotency-key': '"k-1"' })).headers['x-fingerprint'];
    const first = await fingerprint({ name: 'a', visibility: 'public' });
    expect(await fingerprint({ visibility: 'public', name: 'a' })).toBe(first);
    expect(await fingerprint({ name: 'b', visibility: 'public' })).not.toBe(first);
    for (const key of ['k'.repeat(256), 'with space', '""', 'ü']) {
      expect((await post('/boards', { name: 'a' }, { 'idempotency-key': key })).json()).toMatchObject({
        code: 'INVALID_REQUEST',
      });
    }
  });
});
