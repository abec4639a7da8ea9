import { createDb, sql, systemRoleOf } from '@pingvas/db';
import { basePath, newId } from '@pingvas/http';
import { createLogger } from '@pingvas/logger';
import type { PlanType } from '@pingvas/plans';
import { whenReady } from '@pingvas/redis';
import {
  insertUser,
  issueToken,
  testDatabase,
  testIssuer,
  testRedis,
  type TestDatabase,
  type TestUser,
  caller,
  type Call,
} from '@pingvas/testing';
import { loadConfig } from '@pingvas/config';
import { afterAll } from 'vitest';
import { buildApp } from '../app.ts';
import { Config } from '../config.ts';
import { createDependencies, type Dependencies } from '../dependencies.ts';

/** The service on real servers, its catalogue empty. */
export interface ModelServiceUnderTest {
  call: Call;
  deps: Dependencies;
  /** A user on this plan, and the header that signs him in. */
  userOn: (planType: PlanType, limits?: object) => Promise<{ user: TestUser; headers: { authorization: string } }>;
}

/** Call it while tests are collected; it is closed at the end of the file. */
export async function startModelService(): Promise<ModelServiceUnderTest> {
  const database = await testDatabase();
  const environment = {
    PORT: '0',
    PUBLIC_BASE_URL: 'http://localhost:8080',
    RATE_LIMIT_MULTIPLIER: '100',
    LOG_LEVEL: 'silent',
    ENVIRONMENT: 'test',
    DATABASE_URL: database.urls.model,
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
  return { call: caller(app, basePath('models')), deps, userOn: createUsers(database) };
}

function createUsers(database: TestDatabase): ModelServiceUnderTest['userOn'] {
  const payments = createDb<'subscription'>({
    url: database.urls.payment,
    schema: database.schema,
    systemRole: systemRoleOf(database.schema, 'payment'),
    poolMax: 1,
  });
  afterAll(() => payments.close());
  return async (planType, limits = {}) => {
    const user = await insertUser(database);
    if (planType !== 'free')
      await payments.withSystem((tx) =>
        tx.$executeRaw(sql`
          INSERT INTO subscriptions (id, user_id, plan_type, status, current_period_start, current_period_end, monthly_credits, limits)
          VALUES (${newId()}::uuid, ${user.id}::uuid, ${planType}, 'active', now(), now() + interval '1 month', 0,
            ${JSON.stringify(limits)}::jsonb)`),
      );
    const token = await issueToken({ userId: user.id, sessionId: user.sessionId });
    return { user, headers: { authorization: `Bearer ${token}` } };
  };
}
