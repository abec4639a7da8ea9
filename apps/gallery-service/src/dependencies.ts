import { createRateLimiter } from '@pingvas/http';
import type { Logger } from '@pingvas/logger';
import { createMetrics } from '@pingvas/metrics';
import { closeAll, createProducer, createSubscriber } from '@pingvas/redis';
import { createStorage } from '@pingvas/storage';
import { systemClock, type Clock } from './clock.ts';
import type { Config } from './config.ts';
import { createGalleryDb } from './database.ts';
import { createDownloadsService } from './downloads/downloads.service.ts';
import { createSignLinks } from './images/image-links.ts';
import { createImagesService } from './images/images.service.ts';
import { createShowImage } from './images/show-image.ts';
import { createObjectSweep } from './sweeps/object-sweep.ts';
import { createPurge } from './trash/purge.ts';
import { createTrashService } from './trash/trash.service.ts';
import { createCountView } from './views/count-view.ts';

/** Connections and what else outlives a request. Nothing is connected before it is used. */
function openClients(config: Config, logger: Logger) {
  const db = createGalleryDb(config, logger);
  const redis = createProducer(config, logger);
  const subscriber = createSubscriber(config, logger);
  const storage = createStorage(config);
  const metrics = createMetrics({ service: 'gallery-service' });
  const close = async (): Promise<void> => {
    await Promise.all([db.close(), closeAll([redis, subscriber])]);
    storage.close();
    metrics.close();
  };
  return { db, redis, subscriber, storage, metrics, close };
}

/**
 * Builds everything the service is made of.
 * @param clock where the time comes from; tests move it
 */
export function createDependencies(config: Config, logger: Logger, clock: Clock = systemClock) {
  const clients = openClients(config, logger);
  const parts = { ...clients, logger, clock };
  const showImage = createShowImage(createSignLinks(parts));
  const purge = createPurge(parts);
  return {
    ...clients,
    config,
    logger,
    purge,
    issuer: config.JWT_ISSUER,
    limiter: createRateLimiter({ redis: clients.redis, logger, multiplier: config.RATE_LIMIT_MULTIPLIER }),
    images: createImagesService({ ...parts, showImage, countView: createCountView(parts) }),
    trash: createTrashService({ ...parts, showImage, purge }),
    downloads: createDownloadsService(parts),
    sweepObjects: createObjectSweep({ ...parts, ageSeconds: config.ORPHAN_OBJECT_AGE_SECONDS }),
  };
}
export type Dependencies = ReturnType<typeof createDependencies>;
