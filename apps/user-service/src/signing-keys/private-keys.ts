import { ConfigError } from '@pingvas/config';
import { Type, type Static } from 'typebox';
import { Value } from 'typebox/value';

const Ed25519Part = Type.String({ pattern: '^[A-Za-z0-9_-]{43}$' });

/** A private key of this service, as JWT_SIGNING_KEYS lists it. */
const PrivateJwk = Type.Object({
  kid: Type.String({ minLength: 1, maxLength: 100 }),
  kty: Type.Literal('OKP'),
  crv: Type.Literal('Ed25519'),
  x: Ed25519Part,
  d: Ed25519Part,
});
export type PrivateJwk = Static<typeof PrivateJwk>;

/**
 * Reads JWT_SIGNING_KEYS: a JSON list of Ed25519 private JWKs, each with a `kid` of its own.
 * @throws ConfigError that never repeats a part of a key
 */
export function readPrivateKeys(json: string): PrivateJwk[] {
  const keys = parsed(json);
  if (!Value.Check(Type.Array(PrivateJwk, { minItems: 1, maxItems: 16 }), keys))
    throw faulty('must be a JSON list of Ed25519 private JWKs, each with kid, kty, crv, x and d');
  if (new Set(keys.map(({ kid }) => kid)).size < keys.length) throw faulty('names a kid twice');
  return keys.map(({ kid, kty, crv, x, d }) => ({ kid, kty, crv, x, d }));
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

const faulty = (problem: string): ConfigError => new ConfigError([{ variable: 'JWT_SIGNING_KEYS', problem }]);
