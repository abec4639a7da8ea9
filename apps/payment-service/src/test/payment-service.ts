import { loadConfig } from '@pingvas/config';
import { basePath } from '@pingvas/http';
import { createLogger } from '@pingvas/logger';
import { whenReady } from '@pingvas/redis';
import {
  insertUser,
  issueToken,
  testDatabase,
  testIssuer,
  testRedis,
  type TestDatabase,
  type TestUser,
  type TestUserOptions,
  caller,
  type Call,
} from '@pingvas/testing';
import { afterAll } from 'vitest';
import { buildApp } from '../app.ts';
import { Config } from '../config.ts';
import { createDependencies, type Dependencies } from '../dependencies.ts';

export interface SignedIn {
  user: TestUser;
  headers: { authorization: string };
}

/** The service on real servers. */
export interface PaymentServiceUnderTest {
  call: Call;
  deps: Dependencies;
  database: TestDatabase;
  signIn: (options?: TestUserOptions) => Promise<SignedIn>;
}

/** Call it while tests are collected; it is closed at the end of the file. */
export async function startPaymentService(): Promise<PaymentServiceUnderTest> {
  const database = await testDatabase();
  const environment = {
    PORT: '0',
    PUBLIC_BASE_URL: 'http://localhost:8080',
    RATE_LIMIT_MULTIPLIER: '100',
    LOG_LEVEL: 'silent',
    ENVIRONMENT: 'test',
    DATABASE_URL: database.urls.payment,
    DB_SCHEMA: database.schema,
    REDIS_URL: await testRedis(),
    JWT_ISSUER: testIssuer,
  };
  const deps = createDependencies(loadConfig(Config, environment), createLogger({ name: 'test', level: 'silent' }));
  await Promise.all([deps.redis, deps.subscriber].map((connection) => whenReady(connection, 10_000)));
  const app = await buildApp(deps);
  afterAll(async () => {
    await app.close();
    await deps.close();
  });
  const signIn = async (options: TestUserOptions = {}): Promise<SignedIn> => {
    const user = await insertUser(database, options);
    const token = await issueToken({ userId: user.id, sessionId: user.sessionId, role: user.role });
    return { user, headers: { authorization: `Bearer ${token}` } };
  };
  return { call: caller(app, basePath('payments')), deps, database, signIn };
}
