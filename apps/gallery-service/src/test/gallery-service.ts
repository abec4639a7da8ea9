import { loadConfig } from '@pingvas/config';
import { basePath, type ServiceApp } from '@pingvas/http';
import { startS3 } from '@pingvas/local-servers';
import { createLogger } from '@pingvas/logger';
import { whenReady } from '@pingvas/redis';
import { createStorage, type Storage } from '@pingvas/storage';
import {
  createTestClock,
  insertUser,
  issueToken,
  testDatabase,
  testIssuer,
  testRedis,
  type TestClock,
  type TestDatabase,
  type TestUser,
  caller,
  type Call,
} from '@pingvas/testing';
import { afterAll } from 'vitest';
import { buildApp } from '../app.ts';
import { Config } from '../config.ts';
import { createDependencies, type Dependencies } from '../dependencies.ts';
import { createFixtures, type Fixtures } from './fixtures.ts';

export interface SignedIn {
  user: TestUser;
  headers: { authorization: string };
}

/** The service on real servers, with a bucket of its own. */
export interface GalleryServiceUnderTest extends Fixtures {
  app: ServiceApp;
  call: Call;
  clock: TestClock;
  deps: Dependencies;
  signIn: () => Promise<SignedIn>;
  /** The same bucket, but nobody answers its calls. */
  unreachable: Storage;
  /** All keys of the bucket, in order. */
  keys: () => Promise<string[]>;
}

/** Call it while tests are collected; it is closed at the end of the file. The clock stands at the time of the start. */
export async function startGalleryService(): Promise<GalleryServiceUnderTest> {
  const [database, redisUrl, s3] = await Promise.all([testDatabase(), testRedis(), startS3({ buckets: ['gallery'] })]);
  const config = loadConfig(Config, {
    PORT: '0',
    PUBLIC_BASE_URL: 'http://localhost:8080',
    RATE_LIMIT_MULTIPLIER: '1000',
    LOG_LEVEL: 'silent',
    ENVIRONMENT: 'test',
    DATABASE_URL: database.urls.gallery,
    DB_SCHEMA: database.schema,
    REDIS_URL: redisUrl,
    JWT_ISSUER: testIssuer,
    S3_ENDPOINT: s3.url,
    S3_REGION: s3.region,
    S3_BUCKET: 'gallery',
    S3_ACCESS_KEY_ID: s3.credentials.accessKeyId,
    S3_SECRET_ACCESS_KEY: s3.credentials.secretAccessKey,
  });
  const clock = createTestClock(new Date());
  const deps = createDependencies(config, createLogger({ name: 'test', level: 'silent' }), clock);
  await Promise.all([deps.redis, deps.subscriber].map((connection) => whenReady(connection, 10_000)));
  const unreachable = createStorage({ ...config, S3_ENDPOINT: 'http://127.0.0.1:9' });
  const app = await buildApp(deps);
  afterAll(async () => {
    unreachable.close();
    await app.close();
    await deps.close();
    await s3.stop();
  });
  return {
    ...createFixtures(database, deps.storage),
    app,
    call: caller(app, basePath('gallery')),
    clock,
    deps,
    unreachable,
    signIn: () => signIn(database),
    keys: async () => (await deps.storage.list('', { limit: 1_000 })).map(({ key }) => key),
  };
}

async function signIn(database: TestDatabase): Promise<SignedIn> {
  const user = await insertUser(database);
  const token = await issueToken({ userId: user.id, sessionId: user.sessionId });
  return { user, headers: { authorization: `Bearer ${token}` } };
}
