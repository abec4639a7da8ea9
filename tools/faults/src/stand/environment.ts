import { randomBytes } from 'node:crypto';
import type { LocalS3 } from '@pingvas/local-servers';
import { testIssuer } from '@pingvas/testing';
import type { StandDatabase } from './database.ts';
import type { Ports } from './ports.ts';
import { urlOf } from './ports.ts';

/** What a program of the stand finds in its environment. It outlives the process: a successor gets the same. */
export type Environment = Readonly<Record<string, string>>;

export const BUCKET = 'pictures';
const GPU_CLASSES = 't4,a10g';
/** The shortest there is: the sweep is at work all through the fault. */
const ORPHAN_OBJECT_AGE_SECONDS = '1';

export const storageEnvironment = ({ url, region, credentials }: LocalS3) => ({
  S3_ENDPOINT: url,
  S3_REGION: region,
  S3_BUCKET: BUCKET,
  S3_ACCESS_KEY_ID: credentials.accessKeyId,
  S3_SECRET_ACCESS_KEY: credentials.secretAccessKey,
});

const common = ({ redis }: Ports) => ({
  HOST: '127.0.0.1',
  ENVIRONMENT: 'dev',
  LOG_LEVEL: 'warn',
  REDIS_URL: `redis://127.0.0.1:${redis}`,
});

export const simulatorEnvironment = ({ runtime }: Ports, stateFile: string): Environment => ({
  PORT: String(runtime),
  SIM_STATE_FILE: stateFile,
});

/** No WORKER_ID: each start is a new worker, as each pod is. */
export const workerEnvironment = (ports: Ports, storage: Environment): Environment => ({
  ...common(ports),
  ...storage,
  GPU_CLASSES,
  INVOKEAI_URL: urlOf(ports.runtime),
  HEALTH_PORT: String(ports.worker),
});

export const serviceEnvironment = (
  name: 'generation' | 'gallery',
  { ports, storage, database }: { ports: Ports; storage: Environment; database: StandDatabase },
): Environment => ({
  ...common(ports),
  ...storage,
  PORT: String(ports[name]),
  PUBLIC_BASE_URL: urlOf(ports[name]),
  RATE_LIMIT_MULTIPLIER: '1000',
  DATABASE_URL: database.urls[name],
  DB_SCHEMA: database.schema,
  JWT_ISSUER: testIssuer,
  ...(name === 'generation'
    ? { GPU_CLASSES, QUOTE_SECRET: randomBytes(32).toString('base64') }
    : { ORPHAN_OBJECT_AGE_SECONDS }),
});
