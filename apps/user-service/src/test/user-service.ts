import { loadConfig } from '@pingvas/config';
import { startMailSink } from '@pingvas/local-servers';
import { createLogger } from '@pingvas/logger';
import { whenReady } from '@pingvas/redis';
import { createSigningKey, createTestClock, testDatabase, testIssuer, testRedis } from '@pingvas/testing';
import type { TestClock, TestDatabase } from '@pingvas/testing';
import { afterAll } from 'vitest';
import { buildApp } from '../app.ts';
import { Config } from '../config.ts';
import { createDependencies, type Dependencies } from '../dependencies.ts';
import { createUserClient, type UserClient } from './user-client.ts';

/** One page of the CORS list. */
export const webOrigin = 'https://app.pingvas.test';

export interface UserService {
  database: TestDatabase;
  clock: TestClock;
  deps: Dependencies;
  client: UserClient;
  /** Base URL of the mail sink. */
  mailUrl: string;
}

/** The whole service on a database of its own, with a mail sink. Mail leaves; limits are wide; the clock starts now. */
export async function startUserService(env: Readonly<Record<string, string>> = {}): Promise<UserService> {
  const [database, redisUrl, sink] = await Promise.all([testDatabase(), testRedis(), startMailSink()]);
  const config = loadConfig(Config, {
    PORT: '0',
    PUBLIC_BASE_URL: 'https://api.pingvas.test',
    CORS_ORIGINS: webOrigin,
    RATE_LIMIT_MULTIPLIER: '1000',
    DATABASE_URL: database.urls.user,
    DB_SCHEMA: database.schema,
    REDIS_URL: redisUrl,
    JWT_ISSUER: testIssuer,
    JWT_SIGNING_KEYS: JSON.stringify([await createSigningKey()]),
    SMTP_URL: sink.smtpUrl,
    MAIL_FROM: 'Pingvas Studio <hello@pingvas.test>',
    WEB_BASE_URL: 'https://app.pingvas.test',
    ...env,
  });
  const clock = createTestClock(new Date());
  const deps = await createDependencies(config, createLogger({ name: 'user-service', level: 'silent' }), clock);
  await whenReady(deps.redis, 5000);
  const app = await buildApp(deps);
  deps.mails.start();
  afterAll(async () => {
    await app.close();
    await deps.mails.stop();
    await Promise.all([deps.close(), sink.stop()]);
  });
  return { database, clock, deps, client: createUserClient(app), mailUrl: sink.url };
}
