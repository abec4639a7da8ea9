import type { HttpConfig } from '@pingvas/config';
import { createDb, systemRoleOf, type Sql } from '@pingvas/db';
import type { AuthDb } from '../context/contexts.ts';
import {
  adminRow,
  createRateLimiter,
  createService,
  keyRow,
  moderatorRow,
  openRow,
  publicRow,
  ticketRow,
  userRow,
  type Routes,
  type ServiceApp,
} from '@pingvas/http';
import { createLogger } from '@pingvas/logger';
import { createMetrics } from '@pingvas/metrics';
import { closeAll, createProducer, createSubscriber, whenReady, type Redis } from '@pingvas/redis';
import { testIssuer, type TestDatabase } from '@pingvas/testing';
import { Type } from 'typebox';
import { accessPlugin, callerOf } from '../index.ts';

const logger = createLogger({ name: 'test', level: 'silent' });

/** One row of each kind; each answers who called. */
const routes: Routes = async (app) => {
  const answer = async (request: { caller: { userId: string } | null }) => ({
    user_id: request.caller?.userId ?? null,
  });
  app.get('/public', { config: publicRow({ rateClass: 'public' }) }, answer);
  app.get('/open', { config: openRow('gallery:read') }, answer);
  app.get('/user', { config: userRow() }, answer);
  app.get('/restore', { config: userRow({ duringDeletion: true }) }, answer);
  app.post(
    '/key',
    {
      schema: { body: Type.Object({ name: Type.String() }) },
      config: keyRow('gallery:write', { verified: true, rateClass: 'gen', idempotent: 'I' }),
    },
    answer,
  );
  app.get('/moderator', { config: moderatorRow() }, answer);
  app.get('/admin', { config: adminRow() }, answer);
  const querystring = Type.Object({ ticket: Type.Optional(Type.String()) });
  app.get('/stream', { schema: { querystring }, config: keyRow('gallery:read', { ticket: true }) }, answer);
  app.get('/socket', { schema: { querystring }, config: ticketRow() }, answer);
  app.post('/tickets', { config: userRow({ idempotent: '-' }) }, async (request) => {
    const { ticket } = await app.access.tickets.issue(callerOf(request).sessionId);
    return { ticket };
  });
  app.get('/allowed', { config: userRow() }, async (request) => ({
    allowed: await app.access.isStillAllowed(callerOf(request)),
  }));
};

export interface GuardedService {
  app: ServiceApp;
  redis: Redis;
  /** From now on its database does not answer. */
  breakDatabase: () => void;
  close: () => Promise<void>;
}

/** A service with the access check on a real database and Redis. */
export async function startGuardedService(database: TestDatabase, redisUrl: string): Promise<GuardedService> {
  const config = { REDIS_URL: redisUrl, REDIS_MASTER_NAME: 'pingvas', REDIS_TLS: false };
  const [redis, subscriber] = [createProducer(config, logger), createSubscriber(config, logger)];
  await whenReady(redis, 5000);
  const openDb = (url: string) =>
    createDb<'user'>({
      url,
      schema: database.schema,
      systemRole: systemRoleOf(database.schema, 'gallery'),
      poolMax: 4,
    });
  const [db, away] = [openDb(database.urls.gallery), openDb('postgresql://nobody@127.0.0.1:1/nowhere')];
  let broken = false;
  const breakable: AuthDb = {
    statement: (query) => (broken ? away : db).statement(query),
  };
  const app = await createService({
    name: 'gallery',
    config: CONFIG,
    logger,
    metrics: createMetrics({ service: 'test' }),
    readiness: {},
    openapi: { title: 'Gallery', description: 'Test' },
  });
  const limiter = createRateLimiter({ redis, logger, multiplier: 1 });
  await app.register(accessPlugin, { db: breakable, limiter, redis, subscriber, issuer: testIssuer });
  await app.register(routes, { prefix: '/api/v1/gallery' });
  await app.ready();
  return {
    app,
    redis,
    breakDatabase: () => (broken = true),
    close: async () => void (await Promise.all([app.close(), closeAll([redis, subscriber]), db.close(), away.close()])),
  };
}

/** Changes rows as user-service's system role does. */
export async function asSystem(database: TestDatabase, change: Sql): Promise<void> {
  const role = systemRoleOf(database.schema, 'user');
  const db = createDb<'user'>({ url: database.urls.user, schema: database.schema, systemRole: role, poolMax: 1 });
  await db.withSystem((tx) => tx.$executeRaw(change));
  await db.close();
}

const CONFIG: HttpConfig = {
  LOG_LEVEL: 'silent',
  ENVIRONMENT: 'test',
  HOST: '127.0.0.1',
  PORT: 0,
  PUBLIC_BASE_URL: 'http://localhost:8080',
  CORS_ORIGINS: [],
  RATE_LIMIT_MULTIPLIER: 1,
  TRUST_PROXY: ['loopback'],
};
