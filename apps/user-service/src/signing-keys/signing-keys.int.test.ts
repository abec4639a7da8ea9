import { createDb, systemRoleOf } from '@pingvas/db';
import { createSigningKey, createTestClock, testDatabase, testIssuer } from '@pingvas/testing';
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import { afterAll, describe, expect, test } from 'vitest';
import type { UserDb } from '../database.ts';
import { startUserService } from '../test/user-service.ts';
import { openSigningKeys } from './signing-keys.ts';

const day = 86_400_000;
const keys = [await createSigningKey(), await createSigningKey()];
const service = await startUserService();
const database = await testDatabase();
const db: UserDb = createDb({
  url: database.urls.user,
  schema: database.schema,
  systemRole: systemRoleOf(database.schema, 'user'),
  poolMax: 4,
});
afterAll(() => db.close());

describe('signing keys', () => {
  test('a new key signs a day after its publication, without a restart', async () => {
    const [first, second] = keys;
    if (first === undefined || second === undefined) throw new Error('two keys');
    const clock = createTestClock(new Date());
    expect((await openSigningKeys(db, [first], clock)).current().kid).toBe(first.kid);
    const both = await openSigningKeys(db, [second, first], clock);
    expect(both.current().kid).toBe(first.kid);
    clock.advanceMs(day + 60_000);
    expect(both.current().kid).toBe(second.kid);
  });

  test('many processes may start at once, and a second start publishes nothing anew', async () => {
    const key = await createSigningKey();
    const clock = createTestClock(new Date());
    await Promise.all(Array.from({ length: 8 }, () => openSigningKeys(db, [key], clock)));
    const row = () => db.withSystem((tx) => tx.signingKey.findUnique({ where: { kid: key.kid } }));
    const before = await row();
    await openSigningKeys(db, [key], clock);
    expect(await row()).toEqual(before);
    expect(JSON.stringify(before)).not.toContain(key.d);
  });

  test('another key under a name that is taken is refused, so is a set of retired keys', async () => {
    const [key, other] = [await createSigningKey(), await createSigningKey()];
    const clock = createTestClock(new Date());
    await openSigningKeys(db, [key], clock);
    await expect(openSigningKeys(db, [{ ...other, kid: key.kid }], clock)).rejects.toThrow('kid of its own');
    await db.withSystem((tx) => tx.signingKey.update({ where: { kid: key.kid }, data: { retiredAt: new Date(0) } }));
    await expect(openSigningKeys(db, [key], clock)).rejects.toThrow('retired');
  });
});

describe('access tokens', () => {
  const { client } = service;
  const keySet = async () => client.call('GET', '/.well-known/jwks.json');

  test('anybody can check one by the published keys, which show no private part', async () => {
    const { tokens } = await client.register();
    const { headers, body } = await keySet();
    expect(headers['cache-control']).toBe('public, max-age=300');
    const published = createLocalJWKSet(JSON.parse(JSON.stringify(body)) as { keys: [] });
    const checked = await jwtVerify(tokens.access_token, published, {
      issuer: testIssuer,
      audience: 'pingvas-api',
      typ: 'at+jwt',
      algorithms: ['EdDSA'],
    });
    expect(JSON.stringify(body)).not.toContain('"d"');
    const { iat = 0, exp, jti, ...claims } = checked.payload;
    expect(claims).toEqual({
      iss: testIssuer,
      aud: 'pingvas-api',
      sub: tokens.user.id,
      sid: tokens.session_id,
      role: 'user',
    });
    expect(exp).toBe(iat + 900);
    expect(jti).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('the key set names the key of every token and can be asked for again cheaply', async () => {
    const { kid, alg } = decodeProtectedHeader((await client.register()).tokens.access_token);
    const first = await keySet();
    expect(first.body.keys).toContainEqual(expect.objectContaining({ kid, alg, use: 'sig' }));
    const known = { 'if-none-match': String(first.headers.etag) };
    expect((await client.call('GET', '/.well-known/jwks.json', undefined, known)).status).toBe(304);
  });

  test('a key that was withdrawn is not published any more', async () => {
    const withdrawn = await createSigningKey();
    await openSigningKeys(service.deps.db, [withdrawn], service.clock);
    await service.deps.db.withSystem((tx) =>
      tx.signingKey.update({ where: { kid: withdrawn.kid }, data: { retiredAt: new Date(0) } }),
    );
    service.clock.advanceMs(60_000);
    expect(JSON.stringify((await keySet()).body)).not.toContain(withdrawn.kid);
  });
});
