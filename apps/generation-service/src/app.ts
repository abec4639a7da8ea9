import { accessPlugin } from '@pingvas/auth';
import { basePath, createRateLimiter, createService, type ServiceApp } from '@pingvas/http';
import { assertUsable } from '@pingvas/redis';
import type { Dependencies } from './dependencies.ts';
import { createRoutes } from './jobs/create.routes.ts';
import { jobsRoutes } from './jobs/jobs.routes.ts';
import { queueRoutes } from './queue/queue.routes.ts';
import { quotesRoutes } from './quotes/quotes.routes.ts';
import { receiptsRoutes } from './receipts/receipts.routes.ts';
import { eventsRoutes } from './streams/events.routes.ts';

const openapi = {
  title: 'Pingvas Studio: generation',
  description: 'Quotes, jobs, their events and the queue.',
};

/** The HTTP side of the service. */
export async function buildApp(parts: Dependencies): Promise<ServiceApp> {
  const { config, db, logger, metrics, redis, storage, subscriber } = parts.clients;
  const limiter = createRateLimiter({ redis, logger, multiplier: config.RATE_LIMIT_MULTIPLIER });
  const app = await createService({
    name: 'generation',
    config,
    logger,
    metrics,
    readiness: { postgres: () => db.ping(), redis: () => assertUsable(redis), storage: () => storage.ping() },
    openapi,
  });
  await app.register(
    async (signedIn) => {
      await signedIn.register(accessPlugin, { db, limiter, redis, subscriber, issuer: config.JWT_ISSUER });
      await signedIn.register(quotesRoutes, parts);
      await signedIn.register(createRoutes, parts);
      await signedIn.register(jobsRoutes, parts);
      await signedIn.register(receiptsRoutes, parts);
      await signedIn.register(eventsRoutes, parts);
      await signedIn.register(queueRoutes, parts);
    },
    { prefix: basePath('generation') },
  );
  return app;
}
