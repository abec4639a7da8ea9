import { randomUUID } from 'node:crypto';
import { importJWK, jwtVerify } from 'jose';
import { expect, test } from 'vitest';
import { connected } from '../database/connection.ts';
import { testDatabase } from '../database/test-database.ts';
import { issueToken, testIssuer } from './issue-token.ts';
import { createSigningKey } from './signing-key.ts';

const database = await testDatabase();
const user = { userId: randomUUID(), sessionId: randomUUID() };

/** As a service does it: with the keys that the database publishes. */
const verified = async (token: string) => {
  const { rows } = await connected(database.urls.gallery, (client) =>
    client.query<{ public_jwk: { kty: string } }>('SELECT public_jwk FROM signing_keys'),
  );
  const [key] = await Promise.all(rows.map(({ public_jwk }) => importJWK(public_jwk, 'EdDSA')));
  if (key === undefined) throw new Error('no key is published');
  return jwtVerify(token, key, { issuer: testIssuer, audience: 'pingvas-api', typ: 'at+jwt' });
};

test('a token passes for what it says against the published key', async () => {
  const { payload } = await verified(await issueToken({ ...user, role: 'admin' }));
  expect(payload).toMatchObject({ sub: user.userId, sid: user.sessionId, role: 'admin' });
  expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(900);
});

test('only the public half of the key is published', async () => {
  const { rows } = await connected(database.superuserUrl, (client) =>
    client.query(`SELECT FROM ${database.schema}.signing_keys WHERE public_jwk ? 'd'`),
  );
  expect(rows).toEqual([]);
});

test.each([
  ['expired', { issuedAt: new Date(Date.now() - 3_600_000) }, 'ERR_JWT_EXPIRED'],
  ['for another audience', { audience: 'elsewhere' }, 'ERR_JWT_CLAIM_VALIDATION_FAILED'],
  ['of another issuer', { issuer: 'https://elsewhere.test' }, 'ERR_JWT_CLAIM_VALIDATION_FAILED'],
  ['of another type', { type: 'JWT' }, 'ERR_JWT_CLAIM_VALIDATION_FAILED'],
])('a token %s is refused', async (_what, wrong, code) => {
  await expect(verified(await issueToken({ ...user, ...wrong }))).rejects.toMatchObject({ code });
});

test('a forged token is refused', async () => {
  await expect(verified(await issueToken({ ...user, key: await createSigningKey() }))).rejects.toMatchObject({
    code: 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED',
  });
});
