import fastifyJwt from '@fastify/jwt';
import { AppError } from '@pingvas/errors';
import { Id } from '@pingvas/http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Type, type Static } from 'typebox';
import { Value } from 'typebox/value';
import type { SigningKeys } from '../keys/signing-keys.ts';

const AUDIENCE = 'pingvas-api';
const TYPE = 'at+jwt';
const VERIFIED_TOKENS = 10_000;

/** Claims of an access token that count. No tier: what a login may do is asked anew at each call. */
const AccessClaims = Type.Object({
  sub: Id,
  sid: Id,
  exp: Type.Number({ description: 'Unix seconds' }),
});
export type AccessClaims = Static<typeof AccessClaims>;

interface Options {
  keys: SigningKeys;
  /** `iss` of every token, as user-service signs it. */
  issuer: string;
}

/** Lets requests be asked for their access token: EdDSA under a published key, our issuer, audience and type, not expired. */
export async function acceptAccessTokens(app: FastifyInstance, { keys, issuer }: Options): Promise<void> {
  await app.register(fastifyJwt, {
    decode: { complete: true },
    decoratorName: 'accessClaims',
    secret: async (_request: FastifyRequest, token: unknown) => keyOf(token, keys),
    verify: {
      algorithms: ['EdDSA'],
      allowedIss: issuer,
      allowedAud: AUDIENCE,
      checkTyp: TYPE,
      requiredClaims: ['iss', 'aud', 'sub', 'sid', 'role', 'jti', 'iat', 'exp'],
      cache: VERIFIED_TOKENS,
    },
  });
}

async function keyOf(token: unknown, keys: SigningKeys): Promise<string> {
  const kid = kidOf(token);
  const key = kid === undefined ? undefined : await keys.find(kid);
  if (key === undefined) throw new AppError('INVALID_TOKEN');
  return key;
}

function kidOf(token: unknown): string | undefined {
  if (typeof token !== 'object' || token === null || !('header' in token)) return undefined;
  const { header } = token;
  if (typeof header !== 'object' || header === null || !('kid' in header)) return undefined;
  return typeof header.kid === 'string' ? header.kid : undefined;
}

/**
 * The verified claims of the access token of a request.
 * @throws AppError TOKEN_EXPIRED, or INVALID_TOKEN for everything else that is wrong with it
 */
export async function verifiedClaims(request: FastifyRequest): Promise<AccessClaims> {
  const claims = await request.jwtVerify<object>().catch((error: unknown) => {
    throw refusalOf(error);
  });
  if (!Value.Check(AccessClaims, claims)) throw new AppError('INVALID_TOKEN');
  return claims;
}

/** What is no fault of the token (the database is away) stays what it is. */
function refusalOf(error: unknown): unknown {
  if (error instanceof AppError || !(error instanceof Error) || !('code' in error)) return error;
  const code = String(error.code);
  if (code === 'FST_JWT_AUTHORIZATION_TOKEN_EXPIRED') return new AppError('TOKEN_EXPIRED');
  return code.startsWith('FST_JWT_') || code.startsWith('FAST_JWT_')
    ? new AppError('INVALID_TOKEN', {}, { cause: error })
    : error;
}
