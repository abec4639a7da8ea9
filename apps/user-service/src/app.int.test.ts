import { describe, expect, test } from 'vitest';
import { newPerson } from './test/user-client.ts';
import { startUserService } from './test/user-service.ts';

const { client } = await startUserService({
  PUBLIC_BASE_URL: 'http://localhost:8080',
  CORS_ORIGINS: 'http://localhost:3000',
});

/** Operation ids of the API contract 1.1, with who may call and how it is counted. */
const ROWS = {
  users_auth_register_post: ['register', []],
  users_auth_login_post: ['login', []],
  users_auth_refresh_post: ['refresh', []],
  users_auth_logout_post: ['api', 'user'],
  users_auth_verify_email_post: ['action', []],
  users_auth_resend_verification_post: ['resend', 'user'],
  users_me_get: ['api', 'user'],
  users_well_known_jwks_json_get: ['none', []],
};

describe('the service', () => {
  test('documents exactly the rows that it serves', async () => {
    const { body } = await client.call('GET', '/openapi.json');
    const paths = Object.values(body.paths ?? {}) as Record<
      string,
      { operationId: string; [member: string]: unknown }
    >[];
    const operations = paths.flatMap((path) => Object.values(path));
    expect(operations.map(({ operationId }) => operationId).toSorted()).toEqual(Object.keys(ROWS).toSorted());
    for (const operation of operations) {
      const [rateClass, access] = ROWS[operation.operationId as keyof typeof ROWS];
      expect(operation['x-rate-limit-class']).toBe(rateClass);
      expect(Array.isArray(access) ? operation.security : operation.security !== undefined).toEqual(
        Array.isArray(access) ? [] : true,
      );
      expect(operation).toMatchObject({
        summary: expect.any(String) as string,
        description: expect.any(String) as string,
      });
    }
  });

  test.each([
    ['POST', '/auth/forgot-password'],
    ['GET', '/me/sessions'],
    ['GET', '/users'],
    ['GET', ''],
    ['POST', '/me'],
  ] as const)('what it does not serve is not found: %s %s', async (method, path) => {
    expect(await client.call(method, path)).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
  });

  test('its cookie is not marked Secure where the product is reached by plain http', async () => {
    const person = { ...newPerson(), token_delivery: 'cookie' };
    const answer = await client.post('/auth/register', person, { origin: 'http://localhost:3000' });
    expect(answer.status).toBe(201);
    expect(String(answer.headers['set-cookie'])).toContain('HttpOnly');
    expect(String(answer.headers['set-cookie'])).not.toContain('Secure');
  });
});
