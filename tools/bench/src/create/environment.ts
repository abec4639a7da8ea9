import { randomBytes } from 'node:crypto';
import { bootstrapEnvironment, byLoginRole, databaseUrl, migrate } from '@pingvas/db';
import { findFreePort, startPostgres, startRedis, startS3 } from '@pingvas/local-servers';
import pg from 'pg';
import { seedAccounts, type Account } from './accounts.ts';

const ACCOUNTS = 32;
const POOL = 10;
const SCHEMA = 'dev_pingvas';

/** Servers of this run alone, migrated and seeded; what each process under test needs as its environment. */
export interface BenchEnvironment {
  accounts: Account[];
  serviceUrl: string;
  service: Record<string, string>;
  bare: Record<string, string>;
  stop: () => Promise<void>;
}

export async function startEnvironment(): Promise<BenchEnvironment> {
  const [postgres, redis, s3] = await Promise.all([startPostgres(), startRedis(), startS3({ buckets: ['bench'] })]);
  const passwords = byLoginRole(() => randomBytes(12).toString('hex'));
  await bootstrapEnvironment({ superuserUrl: postgres.url, env: 'dev', passwords });
  const superuserUrl = databaseUrl(postgres.url, { database: 'pingvas' });
  const urlOf = (role: 'owner' | 'generation') =>
    databaseUrl(superuserUrl, { user: `dev_${role}`, password: passwords[role] });
  await migrate({ ownerUrl: urlOf('owner'), schema: SCHEMA });
  const issuer = 'http://bench.example';
  const { accounts, modelId } = await seedAccounts(superuserUrl, SCHEMA, issuer, ACCOUNTS);
  const database = { DATABASE_URL: urlOf('generation'), DB_SCHEMA: SCHEMA, DB_POOL_MAX: String(POOL) };
  const port = await findFreePort();
  return {
    accounts,
    serviceUrl: `http://127.0.0.1:${port}`,
    service: {
      ...database,
      PORT: String(port),
      LOG_LEVEL: 'warn',
      PUBLIC_BASE_URL: issuer,
      RATE_LIMIT_MULTIPLIER: '1000000',
      REDIS_URL: redis.url,
      JWT_ISSUER: issuer,
      QUOTE_SECRET: randomBytes(32).toString('base64'),
      S3_ENDPOINT: s3.url,
      S3_BUCKET: 'bench',
      S3_ACCESS_KEY_ID: s3.credentials.accessKeyId,
      S3_SECRET_ACCESS_KEY: s3.credentials.secretAccessKey,
    },
    bare: { ...database, MODEL_ID: modelId, PLAN_KEY: await planKey(superuserUrl, accounts) },
    stop: async () => void (await Promise.all([postgres.stop(), redis.stop(), s3.stop()])),
  };
}

async function planKey(superuserUrl: string, accounts: readonly Account[]): Promise<string> {
  const client = new pg.Client({ connectionString: superuserUrl });
  await client.connect();
  await client.query(`SET search_path = ${SCHEMA}`);
  const { rows } = await client.query<{ plan_key: string }>('SELECT plan_key FROM plan_in_force($1)', [
    accounts[0]?.userId,
  ]);
  await client.end();
  return rows[0]?.plan_key ?? '';
}
