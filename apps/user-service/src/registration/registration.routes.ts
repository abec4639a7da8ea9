import { publicRow, type Routes } from '@pingvas/http';
import { originOf } from '../audit/origin.ts';
import type { RefreshCookie } from '../sessions/refresh-cookie.ts';
import { TokenPair } from '../sessions/token-pair.schemas.ts';
import type { TokenPairs } from '../sessions/token-pairs.ts';
import { Registration } from './registration.schemas.ts';
import type { RegistrationService } from './registration.service.ts';

interface Dependencies {
  registration: RegistrationService;
  tokenPairs: TokenPairs;
  cookie: RefreshCookie;
}

export const registrationRoutes: Routes<Dependencies> = async (app, { registration, tokenPairs, cookie }) => {
  app.post(
    '/auth/register',
    {
      schema: {
        summary: 'Open an account',
        description:
          'Opens a free account with 100 credits and signs it in. A mail with a link asks to verify the address. The password needs 10 characters and must be neither common nor the e-mail address or name.',
        tags: ['auth'],
        body: Registration,
        response: { 201: TokenPair },
      },
      config: publicRow({ rateClass: 'register', idempotent: '-' }),
    },
    async (request, reply) => {
      const { email, username, password, full_name: fullName = null, token_delivery: tokenDelivery } = request.body;
      if (tokenDelivery === 'cookie') cookie.checkOrigin(request);
      const input = { email, username, password, fullName, tokenDelivery };
      const login = await registration.register(input, originOf(request));
      return reply.code(201).send(await tokenPairs.deliver(reply, login, tokenDelivery));
    },
  );
};
