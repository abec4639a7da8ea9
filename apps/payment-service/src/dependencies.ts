import { announceEviction } from '@pingvas/auth';
import { announceEvents } from '@pingvas/events';
import { createRateLimiter } from '@pingvas/http';
import type { Logger } from '@pingvas/logger';
import { createMetrics } from '@pingvas/metrics';
import { closeAll, createProducer, createSubscriber } from '@pingvas/redis';
import { createAccountsService } from './accounts/accounts.service.ts';
import type { Config } from './config.ts';
import { createCreditsService } from './credits/credits.service.ts';
import { createPaymentDb } from './database.ts';
import { createEnterpriseService } from './enterprise/enterprise.service.ts';
import { createGrantsService } from './grants/grants.service.ts';
import { createLedgerCheck } from './ledger/ledger-check.ts';
import { createReconciliationService } from './reconciliation/reconciliation.service.ts';
import { createSubscriptionsService } from './subscriptions/subscriptions.service.ts';

/** Connections and what else outlives a request. Nothing is connected before it is used. */
function openClients(config: Config, logger: Logger) {
  const db = createPaymentDb(config, logger);
  const redis = createProducer(config, logger);
  const subscriber = createSubscriber(config, logger);
  const metrics = createMetrics({ service: 'payment-service' });
  const close = async (): Promise<void> => {
    await Promise.all([db.close(), closeAll([redis, subscriber])]);
    metrics.close();
  };
  return { db, redis, subscriber, metrics, close };
}

/** Builds everything the service is made of. */
export function createDependencies(config: Config, logger: Logger) {
  const clients = openClients(config, logger);
  const { db, redis, metrics } = clients;
  // Hints after a commit: streams and caches look for themselves as well, a little later.
  const announce = (userId: string): Promise<void> =>
    announceEvents(redis, [userId]).catch((err: unknown) => logger.warn({ err }, 'Streams are not told of new events'));
  const announcePlan = async (userId: string): Promise<void> => {
    await Promise.all([announceEviction(redis, { userId }), announce(userId)]);
  };
  return {
    ...clients,
    config,
    logger,
    issuer: config.JWT_ISSUER,
    limiter: createRateLimiter({ redis, logger, multiplier: config.RATE_LIMIT_MULTIPLIER }),
    credits: createCreditsService({ db }),
    subscriptions: createSubscriptionsService({ db }),
    grants: createGrantsService({ db, announce }),
    enterprise: createEnterpriseService({ db, announcePlan }),
    accounts: createAccountsService({ db }),
    reconciliation: createReconciliationService({ db }),
    checkLedger: createLedgerCheck({ db, metrics, logger }),
  };
}
export type Dependencies = ReturnType<typeof createDependencies>;
