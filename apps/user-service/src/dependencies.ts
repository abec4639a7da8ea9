import { createDb, systemRoleOf } from '@pingvas/db';
import { createRateLimiter } from '@pingvas/http';
import type { Logger } from '@pingvas/logger';
import { createMetrics } from '@pingvas/metrics';
import { closeAll, createProducer, createSubscriber } from '@pingvas/redis';
import { systemClock, type Clock } from './clock.ts';
import type { Config } from './config.ts';
import type { UserDb } from './database.ts';
import { createMailSender } from './mails/mail-sender.ts';
import { createSmtpTransport } from './mails/smtp.ts';
import { createMeService } from './me/me.service.ts';
import { createPasswordHasher } from './passwords/password-hasher.ts';
import { createRegistrationService } from './registration/registration.service.ts';
import { createLoginService } from './sessions/login.service.ts';
import { createLogoutService } from './sessions/logout.service.ts';
import { createRefreshCookie } from './sessions/refresh-cookie.ts';
import { createRefreshService } from './sessions/refresh.service.ts';
import { createTokenPairs } from './sessions/token-pairs.ts';
import { createAccessTokens } from './signing-keys/access-tokens.ts';
import { createKeySet } from './signing-keys/key-set.ts';
import { readPrivateKeys } from './signing-keys/private-keys.ts';
import { openSigningKeys } from './signing-keys/signing-keys.ts';
import { createVerificationService } from './verification/verification.service.ts';

/** Connections and what else outlives a request. Nothing is connected before it is used. */
function openClients(config: Config, logger: Logger) {
  const { DATABASE_URL: url, DATABASE_REPLICA_URL: replicaUrl, DB_SCHEMA: schema, DB_POOL_MAX: poolMax } = config;
  const systemRole = systemRoleOf(schema, 'user');
  const db: UserDb = createDb({ url, ...(replicaUrl && { replicaUrl }), schema, systemRole, poolMax, logger });
  const redis = createProducer(config, logger);
  const subscriber = createSubscriber(config, logger);
  const metrics = createMetrics({ service: 'user-service' });
  const transport = createSmtpTransport({ url: config.SMTP_URL, from: config.MAIL_FROM });
  const close = async (): Promise<void> => {
    transport.close();
    await Promise.all([db.close(), closeAll([redis, subscriber])]);
    metrics.close();
  };
  return { db, redis, subscriber, metrics, transport, close };
}

/**
 * Builds everything the service is made of and publishes its signing keys. Mail leaves after `mails.start()`.
 * @param clock where the time comes from; tests move it
 */
export async function createDependencies(config: Config, logger: Logger, clock: Clock = systemClock) {
  const clients = openClients(config, logger);
  const { db, redis, transport, metrics } = clients;
  const keys = await openSigningKeys(db, readPrivateKeys(config.JWT_SIGNING_KEYS), clock);
  const webBaseUrl = config.WEB_BASE_URL;
  const mails = createMailSender({ db, transport, webBaseUrl, clock, logger, metrics });
  const hasher = createPasswordHasher();
  const cookie = createRefreshCookie(config);
  const accessTokens = createAccessTokens({ keys, issuer: config.JWT_ISSUER, clock });
  return {
    ...clients,
    config,
    logger,
    mails,
    cookie,
    limiter: createRateLimiter({ redis, logger, multiplier: config.RATE_LIMIT_MULTIPLIER }),
    tokenPairs: createTokenPairs({ accessTokens, cookie }),
    keySet: createKeySet({ db, clock }),
    registration: createRegistrationService({ db, hasher, mails, clock }),
    logins: createLoginService({ db, hasher, clock }),
    refreshes: createRefreshService({ db, clock, redis }),
    logouts: createLogoutService({ db, clock, redis }),
    verification: createVerificationService({ db, mails, redis, clock }),
    me: createMeService({ db, clock }),
  };
}
export type Dependencies = Awaited<ReturnType<typeof createDependencies>>;
