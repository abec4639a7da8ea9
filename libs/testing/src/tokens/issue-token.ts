import { randomUUID } from 'node:crypto';
import { importJWK, SignJWT } from 'jose';
import { servers } from '../servers/test-servers.ts';
import type { TestSigningKey } from '../servers/test-servers.ts';

/** What test services are configured with as JWT_ISSUER. */
export const testIssuer = 'https://api.pingvas.test';

export interface TokenOptions {
  userId: string;
  sessionId: string;
  role?: 'user' | 'moderator' | 'admin';
  /** When it was issued, now by default; a time in the past makes an expired token. */
  issuedAt?: Date;
  /** 900, as in the API contract 1.2. */
  expiresInSeconds?: number;
  issuer?: string;
  audience?: string;
  /** The JWT's `typ`, `at+jwt` by default. */
  type?: string;
  /** Another key than the published one makes a forged token. */
  key?: TestSigningKey;
}

/** An access token as user-service signs it, by the key that every test database publishes; each part can be made wrong. */
export async function issueToken(options: TokenOptions): Promise<string> {
  const { userId, sessionId, role = 'user', key = servers().signingKey, type = 'at+jwt' } = options;
  const { issuer = testIssuer, audience = 'pingvas-api', issuedAt = new Date(), expiresInSeconds = 900 } = options;
  const issuedAtSeconds = Math.floor(issuedAt.getTime() / 1000);
  return new SignJWT({ role, sid: sessionId })
    .setProtectedHeader({ alg: 'EdDSA', kid: key.kid, typ: type })
    .setSubject(userId)
    .setIssuer(issuer)
    .setAudience(audience)
    .setJti(randomUUID())
    .setIssuedAt(issuedAtSeconds)
    .setExpirationTime(issuedAtSeconds + expiresInSeconds)
    .sign(await importJWK({ ...key }, 'EdDSA'));
}
