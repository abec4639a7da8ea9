import { publicRow, type Routes } from '@pingvas/http';
import { originOf } from '../audit/origin.ts';
import type { LoginService } from './login.service.ts';
import type { RefreshCookie } from './refresh-cookie.ts';
import { Credentials } from './sessions.schemas.ts';
import { TokenPair } from './token-pair.schemas.ts';
import type { TokenPairs } from './token-pairs.ts';

interface Dependencies {
  logins: LoginService;
  tokenPairs: TokenPairs;
  cookie: RefreshCookie;
}

export const loginRoutes: Routes<Dependencies> = async (app, { logins, tokenPairs, cookie }) => {
  app.post(
    '/auth/login',
    {
      schema: {
        summary: 'Sign in',
        description: 'Opens a login. An unknown address and a wrong password get the same answer.',
        tags: ['auth'],
        body: Credentials,
        response: { 200: TokenPair },
      },
      config: publicRow({ rateClass: 'login', idempotent: '-' }),
    },
    async (request, reply) => {
      const { email, password, token_delivery: tokenDelivery } = request.body;
      if (tokenDelivery === 'cookie') cookie.checkOrigin(request);
      const login = await logins.login({ email, password, tokenDelivery }, originOf(request));
      return tokenPairs.deliver(reply, login, tokenDelivery);
    },
  );
};
