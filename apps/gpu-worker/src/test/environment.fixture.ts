import { randomUUID } from 'node:crypto';
import { servers } from '@pingvas/testing';

/** The environment of a worker under test, as `loadConfig` reads it; every call is another worker. */
export const workerEnvironment = (redisUrl: string, runtimeUrl: string): Record<string, string> => {
  const { s3 } = servers();
  return {
    ENVIRONMENT: 'test',
    LOG_LEVEL: 'silent',
    WORKER_ID: randomUUID(),
    GPU_CLASSES: 't4,a10g',
    INVOKEAI_URL: runtimeUrl,
    REDIS_URL: redisUrl,
    S3_ENDPOINT: s3.endpoint,
    S3_REGION: s3.region,
    S3_BUCKET: s3.bucket,
    S3_ACCESS_KEY_ID: s3.accessKeyId,
    S3_SECRET_ACCESS_KEY: s3.secretAccessKey,
  };
};
