import { Type, type Static } from 'typebox';

const Endpoint = Type.String({ pattern: '^https?://[^/]+$', description: 'Without a closing slash' });

/** Where the pictures are. In AWS only region and bucket are given, and credentials come from the pod's role. */
export const StorageConfig = Type.Object({
  S3_REGION: Type.String({ default: 'us-east-1', minLength: 1 }),
  S3_BUCKET: Type.String({ minLength: 3 }),
  S3_ENDPOINT: Type.Optional(Endpoint),
  /** As clients reach it; default S3_ENDPOINT. */
  S3_PUBLIC_ENDPOINT: Type.Optional(Endpoint),
  S3_ACCESS_KEY_ID: Type.Optional(Type.String({ minLength: 1 })),
  S3_SECRET_ACCESS_KEY: Type.Optional(Type.String({ minLength: 1 })),
});
export type StorageConfig = Static<typeof StorageConfig>;
