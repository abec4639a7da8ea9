import { S3Client } from '@aws-sdk/client-s3';
import type { S3ClientConfig } from '@aws-sdk/client-s3';
import type { StorageConfig } from '../config.ts';

const CONNECT_TIMEOUT_MS = 2_000;
/** From the request to the head of its answer, upload of the body included. */
const REQUEST_TIMEOUT_MS = 15_000;
/** Silence in the middle of a body. */
const SOCKET_TIMEOUT_MS = 10_000;
const MAX_ATTEMPTS = 3;
const MAX_SOCKETS = 64;

/** A client of the given endpoint, or of AWS itself (bucket in the host name) when there is none. */
export const createClient = (
  config: StorageConfig,
  endpoint: string | undefined,
  options: Pick<S3ClientConfig, 'requestChecksumCalculation' | 'responseChecksumValidation'> = {},
): S3Client =>
  new S3Client({
    region: config.S3_REGION,
    ...(endpoint !== undefined && { endpoint, forcePathStyle: true }),
    ...credentialsOf(config),
    maxAttempts: MAX_ATTEMPTS,
    ...options,
    requestHandler: {
      connectionTimeout: CONNECT_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      throwOnRequestTimeout: true,
      socketTimeout: SOCKET_TIMEOUT_MS,
      httpAgent: { maxSockets: MAX_SOCKETS },
      httpsAgent: { maxSockets: MAX_SOCKETS },
    },
  });

const credentialsOf = ({ S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY }: StorageConfig) =>
  S3_ACCESS_KEY_ID !== undefined && S3_SECRET_ACCESS_KEY !== undefined
    ? { credentials: { accessKeyId: S3_ACCESS_KEY_ID, secretAccessKey: S3_SECRET_ACCESS_KEY } }
    : {};
