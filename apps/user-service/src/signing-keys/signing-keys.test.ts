import fc from 'fast-check';
import { createSigningKey } from '@pingvas/testing';
import { ConfigError } from '@pingvas/config';
import { describe, expect, test } from 'vitest';
import { readPrivateKeys } from './private-keys.ts';
import { publicHalf } from './public-jwk.ts';
import { signerAt } from './signer.ts';

const hour = 3_600_000;
const now = new Date('2026-11-21T12:00:00.000Z');
const published = (hoursAgo: number) => ({ publishedAt: new Date(now.getTime() - hoursAgo * hour) });

describe('the key that signs', () => {
  test('is the newest of those published for a day', () => {
    const [old, settled, fresh] = [published(500), published(24), published(23.9)];
    expect(signerAt([old, settled, fresh], now)).toBe(settled);
  });

  test('is the oldest while none is that old', () => {
    const [first, second] = [published(2), published(1)];
    expect(signerAt([first, second], now)).toBe(first);
  });

  test('never is one published for less than a day while there is one published for longer', () => {
    const ages = fc.array(fc.integer({ min: 0, max: 200 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(ages, (hours) => {
        const [first, ...others] = hours.toSorted((a, b) => b - a).map(published);
        if (first === undefined) return;
        const ageHours = (now.getTime() - signerAt([first, ...others], now).publishedAt.getTime()) / hour;
        const settled = hours.filter((each) => each >= 24);
        expect(ageHours).toBe(settled.length > 0 ? Math.min(...settled) : Math.max(...hours));
      }),
    );
  });
});

describe('JWT_SIGNING_KEYS', () => {
  test('is read, and its public halves show no private part', async () => {
    const key = await createSigningKey();
    const [read] = readPrivateKeys(JSON.stringify([key]));
    expect(read).toEqual(key);
    expect(publicHalf(key)).toEqual({ kid: key.kid, kty: 'OKP', crv: 'Ed25519', x: key.x, alg: 'EdDSA', use: 'sig' });
  });

  test.each([
    ['no JSON', () => 'secret-but-no-json'],
    ['no list', (key: object) => JSON.stringify(key)],
    ['no key', () => '[]'],
    ['a key without its private part', (key: object) => JSON.stringify([{ ...key, d: undefined }])],
    ['a key of another kind', (key: object) => JSON.stringify([{ ...key, kty: 'RSA' }])],
    ['two keys of one name', (key: object) => JSON.stringify([key, key])],
  ])('is refused without being repeated: %s', async (_what, write) => {
    const key = await createSigningKey();
    const text = write(key);
    expect(() => readPrivateKeys(text)).toThrow(ConfigError);
    expect(() => readPrivateKeys(text)).toThrow(/^(?!.*(secret-but)).*JWT_SIGNING_KEYS/s);
    expect(() => readPrivateKeys(text)).not.toThrow(new RegExp(key.d));
  });
});
