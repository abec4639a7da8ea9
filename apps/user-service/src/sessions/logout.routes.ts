import { callerOf } from '@pingvas/auth';
import { OK, Ok, userRow, type Routes } from '@pingvas/http';
import { originOf } from '../audit/origin.ts';
import type { LogoutService } from './logout.service.ts';
import type { RefreshCookie } from './refresh-cookie.ts';
import { Logout } from './sessions.schemas.ts';

interface Dependencies {
  logouts: LogoutService;
  cookie: RefreshCookie;
}

export const logoutRoutes: Routes<Dependencies> = async (app, { logouts, cookie }) => {
  app.post(
    '/auth/logout',
    {
      schema: {
        summary: 'Sign out',
        description:
          'Ends the login of the access token and, when it is another one of the same account, that of the refresh token; with `all` every login of the account. Clears the cookie.',
        tags: ['auth'],
        body: Logout,
        response: { 200: Ok },
      },
      config: userRow({ idempotent: 'N', duringDeletion: true }),
    },
    async (request, reply) => {
      const { userId, sessionId } = callerOf(request);
      const refreshToken = request.body.refresh_token ?? cookie.read(request);
      await logouts.logout(userId, { sessionId, refreshToken, all: request.body.all }, originOf(request));
      cookie.clear(reply);
      return OK;
    },
  );
};
