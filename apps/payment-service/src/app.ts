import { accessPlugin } from '@pingvas/auth';
import { basePath, createService, type ServiceApp } from '@pingvas/http';
import { assertUsable } from '@pingvas/redis';
import { accountRoutes } from './accounts/accounts.routes.ts';
import { creditRoutes } from './credits/credits.routes.ts';
import type { Dependencies } from './dependencies.ts';
import { enterpriseRoutes } from './enterprise/enterprise.routes.ts';
import { grantRoutes } from './grants/grants.routes.ts';
import { planRoutes } from './plans/plans.routes.ts';
import { reconciliationRoutes } from './reconciliation/reconciliation.routes.ts';
import { subscriptionRoutes } from './subscriptions/subscriptions.routes.ts';

const OPENAPI = {
  title: 'Pingvas Studio: payments',
  description: 'Credits, plans and what administrators do to them.',
};

/** The HTTP side of the service; it listens nowhere yet. */
export async function buildApp(deps: Dependencies): Promise<ServiceApp> {
  const { config, logger, metrics, db, redis } = deps;
  const readiness = { postgres: () => db.ping(), redis: () => assertUsable(redis) };
  const app = await createService({ name: 'payments', config, logger, metrics, readiness, openapi: OPENAPI });
  await app.register(
    async (rows) => {
      await rows.register(accessPlugin, deps);
      await rows.register(creditRoutes, deps);
      await rows.register(planRoutes);
      await rows.register(subscriptionRoutes, deps);
      await rows.register(grantRoutes, deps);
      await rows.register(enterpriseRoutes, deps);
      await rows.register(accountRoutes, deps);
      await rows.register(reconciliationRoutes, deps);
    },
    { prefix: basePath('payments') },
  );
  return app;
}
