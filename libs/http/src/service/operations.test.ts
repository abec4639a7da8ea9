import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { boardRoutes } from '../test/board-routes.ts';
import { base, createTestService } from '../test/test-service.ts';
import type { ServiceApp } from './create-service.ts';

let redisIsAway = false;
const redis = (): Promise<unknown> => (redisIsAway ? Promise.reject(new Error('away')) : Promise.resolve());

let app: ServiceApp;
beforeAll(async () => {
  app = await createTestService(redis);
  await app.register(boardRoutes, { prefix: base });
  await app.ready();
});
afterAll(() => app.close());

describe('operations', () => {
  test('alive, ready, and not ready as soon as a part is away or a stop begins', async () => {
    expect((await app.inject('/healthz')).json()).toEqual({ status: 'ok' });
    expect((await app.inject('/readyz')).json()).toEqual({ status: 'ready', checks: { postgres: 'ok', redis: 'ok' } });
    redisIsAway = true;
    const away = await app.inject('/readyz');
    expect([away.statusCode, away.json()]).toEqual([
      503,
      { status: 'not_ready', checks: { postgres: 'ok', redis: 'failed' } },
    ]);
    redisIsAway = false;
    const other = await createTestService();
    other.beginStop();
    expect((await other.inject('/readyz')).statusCode).toBe(503);
    await other.close();
  });

  test('the document lists every row with what it declares, and no alias', async () => {
    for (const url of ['/openapi.json', `${base}/openapi.json`]) {
      const document = (await app.inject(url)).json<{
        openapi: string;
        paths: Record<string, Record<string, object>>;
      }>();
      expect(document.openapi).toBe('3.1.0');
      expect(Object.keys(document.paths).toSorted()).toEqual(
        ['boards', 'boards/{board_id}', 'boards/{board_id}/like', 'broken/{what}', 'logout', 'models', 'plans'].map(
          (path) => `${base}/${path}`,
        ),
      );
      expect(document.paths[`${base}/boards`]?.get).toMatchObject({
        operationId: 'gallery_boards_list',
        security: [{ user: [] }, { api_key: ['gallery:read'] }],
        'x-rate-limit-class': 'api',
        'x-idempotent': 'N',
      });
      expect(document.paths[`${base}/boards`]?.get).toHaveProperty(
        'parameters',
        expect.arrayContaining([
          expect.objectContaining({ name: 'tag', explode: false }),
          expect.objectContaining({ name: 'limit', required: false }),
        ]),
      );
      expect(document.paths[`${base}/boards`]?.post).toMatchObject({
        operationId: 'gallery_boards_post',
        'x-idempotent': 'I',
      });
      expect(document.paths[`${base}/boards/{board_id}`]?.get).toMatchObject({
        operationId: 'gallery_boards_get',
        responses: {
          '4XX': { content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } },
        },
      });
      expect(document.paths[`${base}/plans`]?.get).toMatchObject({ security: [] });
      expect(document).toHaveProperty('components.schemas.Problem');
    }
  });

  test('an alias answers the same', async () => {
    for (const [method, url] of [
      ['GET', '/boards'],
      ['GET', '/folders'],
      ['POST', '/boards/search'],
    ] as const) {
      expect((await app.inject({ method, url: base + url })).statusCode).toBe(200);
    }
  });

  test('the page of the document is HTML', async () => {
    for (const url of ['/docs', `${base}/docs`]) {
      const answer = await app.inject(url);
      expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, expect.stringMatching(/^text\/html/)]);
      expect(answer.headers['content-security-policy']).toMatch(/^default-src 'self'/);
    }
  });
});
