import { randomBytes } from 'node:crypto';
import type { LocalS3 } from '@pingvas/local-servers';
import type { StorageConfig } from '@pingvas/storage';
import { testIssuer } from '@pingvas/testing';
import type { Ports } from './ports.ts';
import { urlOf } from './ports.ts';

export const BUCKET = 'pictures';

/** What a program of the stand finds in its environment. */
export type Environment = Record<string, string>;

interface Place {
  ports: Ports;
  s3: LocalS3;
  /** As the role of generation-service. */
  databaseUrl: string;
  schema: string;
  /** A file in which a simulator keeps its timing over a restart. */
  simulatorState: string;
}

export interface Environments {
  storage: StorageConfig & Environment;
  service: Environment;
  worker: Environment;
  simulator: Environment;
}

/** The environment of each program. It outlives the process: a successor gets the same. */
export const environmentsOf = ({ ports, s3, databaseUrl, schema, simulatorState }: Place): Environments => {
  const redis = { REDIS_URL: `redis://127.0.0.1:${ports.redis}` };
  const common = { HOST: '127.0.0.1', ENVIRONMENT: 'dev', LOG_LEVEL: 'info' };
  const storage = storageOf(s3);
  return {
    storage,
    service: {
      ...common,
      ...redis,
      ...storage,
      PORT: String(ports.service),
      PUBLIC_BASE_URL: urlOf(ports.service),
      RATE_LIMIT_MULTIPLIER: '1000',
      DATABASE_URL: databaseUrl,
      DB_SCHEMA: schema,
      JWT_ISSUER: testIssuer,
      QUOTE_SECRET: randomBytes(32).toString('base64'),
      GPU_CLASSES: 't4,a10g',
    },
    // No WORKER_ID: each start is a new worker, as each pod is.
    worker: {
      ...common,
      ...redis,
      ...storage,
      GPU_CLASSES: 't4,a10g',
      INVOKEAI_URL: urlOf(ports.runtime),
      HEALTH_PORT: String(ports.worker),
    },
    simulator: { PORT: String(ports.runtime), SIM_STATE_FILE: simulatorState },
  };
};

const storageOf = ({ url, region, credentials }: LocalS3) => ({
  S3_ENDPOINT: url,
  S3_REGION: region,
  S3_BUCKET: BUCKET,
  S3_ACCESS_KEY_ID: credentials.accessKeyId,
  S3_SECRET_ACCESS_KEY: credentials.secretAccessKey,
});
