import { afterSeconds } from '../clock.ts';
import type { StoredToken } from './refresh-tokens.repository.ts';

/** Two tabs of one browser may refresh at once: for so long the loser is told to take the winner's cookie. */
const SECOND_TAB_SECONDS = 10;

export type Verdict = 'rotate' | 'reused' | 'second_tab' | 'revoked' | 'expired';

interface Use {
  viaCookie: boolean;
  /** No token of the login was spent after this one. */
  lastSpent: boolean;
  now: Date;
}

/**
 * What becomes of a refresh token that is shown (API contract 1.2). A spent one means that it was copied, whoever shows it:
 * reuse ends the login even when the token has expired since.
 */
export function refreshVerdict(token: StoredToken, { viaCookie, lastSpent, now }: Use): Verdict {
  if (token.spentAt !== null) {
    const fresh = now < afterSeconds(token.spentAt, SECOND_TAB_SECONDS);
    const inBrowser = viaCookie && token.tokenDelivery === 'cookie';
    return inBrowser && fresh && lastSpent && token.revokedAt === null ? 'second_tab' : 'reused';
  }
  if (token.revokedAt !== null) return 'revoked';
  return token.expiresAt <= now ? 'expired' : 'rotate';
}
