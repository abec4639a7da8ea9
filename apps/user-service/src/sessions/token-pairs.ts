import type { FastifyReply } from 'fastify';
import { ACCESS_TOKEN_SECONDS, type AccessTokens } from '../signing-keys/access-tokens.ts';
import { roleOf, userView } from '../users/user.view.ts';
import type { Login } from './open-session.ts';
import type { RefreshCookie } from './refresh-cookie.ts';
import { REFRESH_TOKEN_SECONDS } from './refresh-token.ts';
import type { TokenDelivery } from './sessions.repository.ts';
import type { TokenPair } from './token-pair.schemas.ts';

export interface TokenPairs {
  /** The tokens of a login as the answer's body; the refresh token goes into the cookie where that was asked for. */
  deliver: (reply: FastifyReply, login: Login, delivery: TokenDelivery) => Promise<TokenPair>;
}

export function createTokenPairs(deps: { accessTokens: AccessTokens; cookie: RefreshCookie }): TokenPairs {
  const { accessTokens, cookie } = deps;
  return {
    deliver: async (reply, { user, sessionId, refreshToken }, delivery) => {
      const accessToken = await accessTokens.issue({ userId: user.id, sessionId, role: roleOf(user) });
      if (delivery === 'cookie') cookie.write(reply, refreshToken);
      return {
        access_token: accessToken,
        token_type: 'Bearer',
        expires_in: ACCESS_TOKEN_SECONDS,
        refresh_token: delivery === 'cookie' ? null : refreshToken,
        refresh_expires_in: REFRESH_TOKEN_SECONDS,
        session_id: sessionId,
        user: userView(user),
      };
    },
  };
}
