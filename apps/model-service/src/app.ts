import { accessPlugin } from '@pingvas/auth';
import { basePath, createService, type ServiceApp } from '@pingvas/http';
import { assertUsable } from '@pingvas/redis';
import type { Dependencies } from './dependencies.ts';
import { modelRoutes } from './models/models.routes.ts';
import { samplerRoutes } from './samplers/samplers.routes.ts';

const OPENAPI = { title: 'Pingvas Studio: models', description: 'The catalogue of models and samplers.' };

/** The HTTP side of the service; it listens nowhere yet. */
export async function buildApp(deps: Dependencies): Promise<ServiceApp> {
  const { config, logger, metrics, db, redis } = deps;
  const readiness = { postgres: () => db.ping(), redis: () => assertUsable(redis) };
  const app = await createService({ name: 'models', config, logger, metrics, readiness, openapi: OPENAPI });
  await app.register(
    async (rows) => {
      await rows.register(accessPlugin, deps);
      await rows.register(modelRoutes, deps);
      await rows.register(samplerRoutes);
    },
    { prefix: basePath('models') },
  );
  return app;
}
