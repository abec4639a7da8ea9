import { randomBytes } from 'node:crypto';
import { loadConfig } from '@pingvas/config';

import { closeAll, whenReady } from '@pingvas/redis';
import { servers, testDatabase, testIssuer, testRedis, type TestDatabase } from '@pingvas/testing';
import { afterAll } from 'vitest';
import { createClients, type Clients } from '../clients.ts';
import { GenerationConfig } from '../config.ts';
import { buildDependencies, type Dependencies } from '../dependencies.ts';
import type { CreateCommand } from '../jobs/create-job.ts';
import type { CreateRequest } from '../requests/create.schema.ts';
import { createAccounts, type Account } from './accounts.ts';
import { createAdmin, type Admin } from './admin.ts';
import { insertCatalogue } from './catalogue.ts';

type Environment = Readonly<Record<string, string>>;

/** The service on real servers, without its HTTP side and without background work. */
export interface GenerationServiceUnderTest {
  parts: Dependencies;
  database: TestDatabase;
  admin: Admin;
  newAccount: ReturnType<typeof createAccounts>;
  /** Creates a job without HTTP. @returns its id */
  create: (account: Account, request?: Partial<CreateRequest>) => Promise<string>;
  /** The environment it was configured with: a second replica takes the same. */
  environment: Environment;
}

/** Call it while tests are collected; it is closed at the end of the file. */
export async function startGenerationService(overrides: Environment = {}): Promise<GenerationServiceUnderTest> {
  const database = await testDatabase();
  const admin = createAdmin(database);
  await insertCatalogue(admin);
  const environment = { ...environmentOf(database, await testRedis()), ...overrides };
  const parts = await startReplica(environment);
  const newAccount = createAccounts({ database, admin, db: parts.clients.db });
  const create = async (account: Account, request: Partial<CreateRequest> = {}): Promise<string> =>
    (await parts.accept(commandOf(account, request))).jobId;
  return { parts, database, admin, newAccount, create, environment };
}

/** One more process of the service. */
export async function startReplica(environment: Environment): Promise<Dependencies> {
  const clients = createClients(loadConfig(GenerationConfig, environment));
  const connections = [clients.redis, clients.subscriber, clients.blocking];
  await Promise.all(connections.map((connection) => whenReady(connection, 10_000)));
  const parts = buildDependencies(clients);
  afterAll(() => closeReplica(clients, parts));
  return parts;
}

async function closeReplica(clients: Clients, parts: Dependencies): Promise<void> {
  await parts.scheduler.close();
  parts.hub.close();
  parts.capacity.close();
  await clients.producer.close();
  await Promise.all([clients.db.close(), closeAll([clients.redis, clients.subscriber, clients.blocking])]);
  clients.storage.close();
}

/** The smallest request there is, unless told otherwise: 10 credits on a t4. */
export const commandOf = (
  { id, plan }: Account,
  request: Partial<CreateRequest> = {},
  idempotencyKey: string | null = null,
): CreateCommand => ({
  userId: id,
  plan,
  request: { model_id: 'sd15-base', prompt: 'a lighthouse', ...request },
  idempotency: idempotencyKey === null ? null : claimOf(idempotencyKey, request),
});

const claimOf = (key: string, request: Partial<CreateRequest>): CreateCommand['idempotency'] => ({
  method: 'POST',
  path: '/api/v1/generation/create',
  key,
  fingerprint: JSON.stringify(request),
});

function environmentOf(database: TestDatabase, redisUrl: string): Environment {
  const { s3 } = servers();
  return {
    PORT: '0',
    PUBLIC_BASE_URL: 'http://localhost:8080',
    RATE_LIMIT_MULTIPLIER: '1000',
    LOG_LEVEL: 'silent',
    ENVIRONMENT: 'test',
    DATABASE_URL: database.urls.generation,
    DB_SCHEMA: database.schema,
    REDIS_URL: redisUrl,
    JWT_ISSUER: testIssuer,
    QUOTE_SECRET: randomBytes(32).toString('base64'),
    S3_ENDPOINT: s3.endpoint,
    S3_REGION: s3.region,
    S3_BUCKET: s3.bucket,
    S3_ACCESS_KEY_ID: s3.accessKeyId,
    S3_SECRET_ACCESS_KEY: s3.secretAccessKey,
  };
}
