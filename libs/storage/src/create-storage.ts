import { GetObjectCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { StorageConfig } from './config.ts';
import { attachment } from './s3/content-disposition.ts';
import { createClient } from './s3/create-client.ts';
import { createObjects } from './s3/objects.ts';
import type { Storage } from './storage.ts';

/** Else every link carries the checksum of an empty body, or asks for one that a browser ignores. */
const noChecksums = {
  requestChecksumCalculation: 'WHEN_REQUIRED',
  responseChecksumValidation: 'WHEN_REQUIRED',
} as const;

/** The bucket of the configuration, behind the port. Connects at the first call. */
export const createStorage = (config: StorageConfig): Storage => {
  const client = createClient(config, config.S3_ENDPOINT);
  const signer = createClient(config, config.S3_PUBLIC_ENDPOINT ?? config.S3_ENDPOINT, noChecksums);
  return {
    ...createObjects(client, config.S3_BUCKET),
    signedUrl: (Key, { expiresInSeconds, downloadName, contentType }) =>
      getSignedUrl(
        signer,
        new GetObjectCommand({
          Bucket: config.S3_BUCKET,
          Key,
          ResponseContentType: contentType,
          ResponseContentDisposition: downloadName === undefined ? undefined : attachment(downloadName),
        }),
        { expiresIn: expiresInSeconds },
      ),
    close: () => {
      client.destroy();
      signer.destroy();
    },
  };
};
