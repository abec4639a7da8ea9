import { accessPlugin } from '@pingvas/auth';
import { basePath, createService, type ServiceApp } from '@pingvas/http';
import { assertUsable } from '@pingvas/redis';
import type { Dependencies } from './dependencies.ts';
import { downloadRoutes } from './downloads/downloads.routes.ts';
import { imageRoutes } from './images/images.routes.ts';
import { storageUsageRoutes } from './storage-usage/storage-usage.routes.ts';
import { trashRoutes } from './trash/trash.routes.ts';

const OPENAPI = { title: 'Pingvas Studio: gallery', description: 'Images, their downloads and the space they take.' };

/** The HTTP side of the service; it listens nowhere yet. */
export async function buildApp(deps: Dependencies): Promise<ServiceApp> {
  const { config, logger, metrics, db, redis, storage } = deps;
  const readiness = { postgres: () => db.ping(), redis: () => assertUsable(redis), storage: () => storage.ping() };
  const app = await createService({ name: 'gallery', config, logger, metrics, readiness, openapi: OPENAPI });
  await app.register(
    async (rows) => {
      await rows.register(accessPlugin, deps);
      await rows.register(imageRoutes, deps);
      await rows.register(trashRoutes, deps);
      await rows.register(downloadRoutes, deps);
      await rows.register(storageUsageRoutes, deps);
    },
    { prefix: basePath('gallery') },
  );
  return app;
}
