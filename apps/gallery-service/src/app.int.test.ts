import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { describe, expect, test } from 'vitest';
import { startGalleryService } from './test/gallery-service.ts';

const { app, call } = await startGalleryService();

/** Operation ids of the API contract 1.1, with how they are counted and whether they can be repeated. */
const ROWS: Record<string, [string, string]> = {
  gallery_images_list: ['api', 'N'],
  gallery_images_get: ['public', 'N'],
  gallery_images_delete: ['api', 'N'],
  gallery_images_download_post: ['public', 'N'],
  gallery_storage_usage_get: ['api', 'N'],
};

const Document = Type.Object({
  paths: Type.Record(
    Type.String(),
    Type.Record(
      Type.String(),
      Type.Object({
        operationId: Type.String(),
        summary: Type.String(),
        description: Type.String(),
        'x-rate-limit-class': Type.String(),
        'x-idempotent': Type.String(),
      }),
    ),
  ),
});

describe('the service', () => {
  test('documents exactly the rows that it serves', async () => {
    const { paths } = Value.Parse(Document, (await app.inject('/openapi.json')).json());
    const operations = Object.values(paths).flatMap((path) => Object.values(path));
    expect(
      Object.fromEntries(
        operations.map((each) => [each.operationId, [each['x-rate-limit-class'], each['x-idempotent']]]),
      ),
    ).toEqual(ROWS);
  });

  test.each([
    ['POST', '/images'],
    ['POST', '/images/01934b6a-0000-7000-8000-00000000000a/restore'],
    ['GET', '/boards'],
    ['GET', '/public/images'],
    ['GET', ''],
  ] as const)('what it does not serve is not found: %s %s', async (method, path) => {
    expect((await call(path, { method })).body).toMatchObject({ status: 404, code: 'NOT_FOUND' });
  });

  test('is ready when database, Redis and bucket answer', async () => {
    const answer = await app.inject('/readyz');
    expect(answer.json()).toEqual({ status: 'ready', checks: { postgres: 'ok', redis: 'ok', storage: 'ok' } });
  });
});
