import { S3Client } from '@aws-sdk/client-s3';
import type { S3ClientConfig } from '@aws-sdk/client-s3';
import type { Credentials } from '../signature/verify.ts';

/** The S3 server under test. */
export interface S3Target {
  endpoint: string;
  region: string;
  credentials: Credentials;
  /** Stops and starts it on the same data; left out where the suite may not. */
  restart?: () => Promise<void>;
}

export type TargetOf = () => S3Target;

export const clientOf = (target: S3Target, more: S3ClientConfig = {}): S3Client =>
  new S3Client({
    endpoint: target.endpoint,
    region: target.region,
    credentials: target.credentials,
    forcePathStyle: true,
    maxAttempts: 1,
    ...more,
  });

/** Name and HTTP status of the refusal a call ends with; `none` when it succeeds. */
export const refusalOf = async (call: Promise<unknown>): Promise<string> => {
  try {
    await call;
    return 'none';
  } catch (error) {
    const { name, $metadata } = error as { name?: string; $metadata?: { httpStatusCode?: number } };
    return `${name} ${$metadata?.httpStatusCode}`;
  }
};
