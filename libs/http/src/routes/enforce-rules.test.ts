import type { RouteOptions } from 'fastify';
import { Type } from 'typebox';
import { describe, expect, test } from 'vitest';
import { createTestService } from '../test/test-service.ts';
import { userRow } from './declaration.ts';

describe('a route that does not declare itself stops the boot', () => {
  test.each([
    ['nothing', {}, /access/],
    ['no idempotency', { config: { access: { auth: 'U' as const }, rateClass: 'api' as const } }, /idempotent/],
    [
      'no scope',
      { config: { access: { auth: 'K' as const }, rateClass: 'api' as const, idempotent: 'N' as const } },
      /scope/,
    ],
    ['no path schema', { url: '/:thing', config: userRow({ idempotent: 'N' }) }, /thing/],
    [
      'an intersection',
      { config: userRow({ idempotent: 'N' }), schema: { body: Type.Intersect([Type.Object({}), Type.Object({})]) } },
      /Intersect/,
    ],
  ])('%s', async (_case, options: Partial<RouteOptions>, message) => {
    const app = await createTestService();
    const boot = async () => {
      app.route({ method: 'POST', url: '/things', handler: async () => 'ok', ...options });
      await app.ready();
    };
    await expect(boot()).rejects.toThrow(message);
    await app.close();
  });
});
