import { Type, type Static } from 'typebox';
import type { PrivateJwk } from './private-keys.ts';

/** What others need to check a signature (RFC 7517, RFC 8037). */
export const PublicJwk = Type.Object({
  kid: Type.String(),
  kty: Type.Literal('OKP'),
  crv: Type.Literal('Ed25519'),
  x: Type.String(),
  alg: Type.Literal('EdDSA'),
  use: Type.Literal('sig'),
});
export type PublicJwk = Static<typeof PublicJwk>;

export const JwkSet = Type.Object(
  { keys: Type.Array(PublicJwk) },
  {
    description: 'JWK Set (RFC 7517)',
    examples: [
      {
        keys: [
          {
            kid: '2026-11',
            kty: 'OKP',
            crv: 'Ed25519',
            x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
            alg: 'EdDSA',
            use: 'sig',
          },
        ],
      },
    ],
  },
);

/** The half of a key that may be shown. */
export const publicHalf = ({ kid, kty, crv, x }: PrivateJwk): PublicJwk => ({
  kid,
  kty,
  crv,
  x,
  alg: 'EdDSA',
  use: 'sig',
});
