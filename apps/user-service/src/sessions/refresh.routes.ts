import { AppError } from '@pingvas/errors';
import { answerRateLimit, publicRow, type RateLimiter, type Routes } from '@pingvas/http';
import { originOf } from '../audit/origin.ts';
import type { RefreshCookie } from './refresh-cookie.ts';
import type { RefreshService } from './refresh.service.ts';
import { Refresh } from './sessions.schemas.ts';
import { TokenPair } from './token-pair.schemas.ts';
import type { TokenPairs } from './token-pairs.ts';

interface Dependencies {
  refreshes: RefreshService;
  tokenPairs: TokenPairs;
  cookie: RefreshCookie;
  limiter: RateLimiter;
}

export const refreshRoutes: Routes<Dependencies> = async (app, { refreshes, tokenPairs, cookie, limiter }) => {
  app.post(
    '/auth/refresh',
    {
      schema: {
        summary: 'Get new tokens',
        description:
          'Takes the refresh token of the body, else of the cookie, and answers the same way. A token works once; using it again ends the login. In cookie mode the token that was spent last answers 409 for 10 seconds instead: another tab was faster, and its cookie is good.',
        tags: ['auth'],
        body: Refresh,
        response: { 200: TokenPair },
      },
      config: publicRow({ rateClass: 'refresh', idempotent: '-' }),
    },
    async (request, reply) => {
      const sent = request.body.refresh_token ?? null;
      const token = sent ?? cookie.read(request);
      if (token === null) throw new AppError('UNAUTHORIZED');
      const owner = await refreshes.ownerOf(token);
      if (owner === null) throw new AppError('INVALID_TOKEN');
      // Quotas of this class are the same in every plan.
      answerRateLimit(reply, await limiter.count({ userId: owner.userId, planType: 'free' }, 'refresh'));
      const viaCookie = sent === null;
      const login = await refreshes.refresh(token, viaCookie, originOf(request));
      return tokenPairs.deliver(reply, login, viaCookie ? 'cookie' : 'body');
    },
  );
};
