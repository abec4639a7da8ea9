import { randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import type { Clock } from '../clock.ts';
import type { Role } from '../users/user.view.ts';
import type { SigningKeys } from './signing-keys.ts';

export const ACCESS_TOKEN_SECONDS = 900;
const AUDIENCE = 'pingvas-api';

interface Bearer {
  userId: string;
  sessionId: string;
  role: Role;
}

export interface AccessTokens {
  /** A token for one login with the claims of the API contract 1.2. No plan inside: a change of plan acts on the next call. */
  issue: (bearer: Bearer) => Promise<string>;
}

export function createAccessTokens(options: { keys: SigningKeys; issuer: string; clock: Clock }): AccessTokens {
  const { keys, issuer, clock } = options;
  return {
    issue: ({ userId, sessionId, role }) => {
      const { kid, privateKey } = keys.current();
      const issuedAt = Math.floor(clock.now().getTime() / 1000);
      return new SignJWT({ role, sid: sessionId })
        .setProtectedHeader({ alg: 'EdDSA', kid, typ: 'at+jwt' })
        .setIssuer(issuer)
        .setAudience(AUDIENCE)
        .setSubject(userId)
        .setJti(randomUUID())
        .setIssuedAt(issuedAt)
        .setExpirationTime(issuedAt + ACCESS_TOKEN_SECONDS)
        .sign(privateKey);
    },
  };
}
