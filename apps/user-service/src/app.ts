import cookies from '@fastify/cookie';
import { accessPlugin } from '@pingvas/auth';
import { basePath, createService, type ServiceApp } from '@pingvas/http';
import { assertUsable } from '@pingvas/redis';
import type { Dependencies } from './dependencies.ts';
import { meRoutes } from './me/me.routes.ts';
import { registrationRoutes } from './registration/registration.routes.ts';
import { loginRoutes } from './sessions/login.routes.ts';
import { logoutRoutes } from './sessions/logout.routes.ts';
import { refreshRoutes } from './sessions/refresh.routes.ts';
import { signingKeyRoutes } from './signing-keys/signing-keys.routes.ts';
import { verificationRoutes } from './verification/verification.routes.ts';

const OPENAPI = {
  title: 'Pingvas Studio: users',
  description: 'Accounts, logins and the keys that sign access tokens.',
};

/** The HTTP side of the service; it listens nowhere yet. */
export async function buildApp(deps: Dependencies): Promise<ServiceApp> {
  const { config, logger, metrics, db, redis } = deps;
  const readiness = { postgres: () => db.ping(), redis: () => assertUsable(redis) };
  const app = await createService({ name: 'users', config, logger, metrics, readiness, openapi: OPENAPI });
  await app.register(accessPlugin, { ...deps, issuer: config.JWT_ISSUER });
  await app.register(cookies);
  await app.register(
    async (rows) => {
      await rows.register(registrationRoutes, deps);
      await rows.register(loginRoutes, deps);
      await rows.register(refreshRoutes, deps);
      await rows.register(logoutRoutes, deps);
      await rows.register(verificationRoutes, deps);
      await rows.register(meRoutes, deps);
      await rows.register(signingKeyRoutes, deps);
    },
    { prefix: basePath('users') },
  );
  return app;
}
