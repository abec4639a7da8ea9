import { Readable } from 'node:stream';
import {
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import type { GetObjectCommandOutput, HeadObjectCommandOutput, S3Client } from '@aws-sdk/client-s3';
import type { ListedObject, ObjectInfo, Storage } from '../storage.ts';
import { onStatus } from './statuses.ts';

/** S3 deletes this many in one call. */
const DELETE_BATCH = 1_000;

/** The calls that go over the network. */
export const createObjects = (client: S3Client, Bucket: string): Omit<Storage, 'signedUrl' | 'close'> => ({
  put: (Key, Body, { contentType: ContentType, ifNoneMatch: IfNoneMatch }) => {
    const command = new PutObjectCommand({ Bucket, Key, Body, ContentType, IfNoneMatch });
    const stored = client.send(command).then(() => 'stored' as const);
    return onStatus(412, 'already exists' as const, stored);
  },
  get: async (Key) => {
    const found = await onStatus(404, undefined, client.send(new GetObjectCommand({ Bucket, Key })));
    if (found === undefined) return undefined;
    if (!(found.Body instanceof Readable)) throw new TypeError('the object store answered without a stream');
    return { ...infoOf(found), body: found.Body };
  },
  head: async (Key) => {
    const found = await onStatus(404, undefined, client.send(new HeadObjectCommand({ Bucket, Key })));
    return found && infoOf(found);
  },
  delete: async (keys) => {
    for (let from = 0; from < keys.length; from += DELETE_BATCH) {
      const Objects = keys.slice(from, from + DELETE_BATCH).map((Key) => ({ Key }));
      const { Errors } = await client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }));
      const refused = Errors?.[0];
      if (refused) throw new Error(`${Errors.length} objects not deleted, first ${refused.Key}: ${refused.Code}`);
    }
  },
  list: async (Prefix, { startAfter: StartAfter, limit: MaxKeys }) => {
    const page = await client.send(new ListObjectsV2Command({ Bucket, Prefix, StartAfter, MaxKeys }));
    return (page.Contents ?? []).map(({ Key = '', Size = 0, LastModified = new Date(0) }): ListedObject => ({
      key: Key,
      sizeBytes: Size,
      lastModified: LastModified,
    }));
  },
  ping: async () => void (await client.send(new HeadBucketCommand({ Bucket }))),
});

const infoOf = (found: GetObjectCommandOutput | HeadObjectCommandOutput): ObjectInfo => ({
  sizeBytes: found.ContentLength ?? 0,
  contentType: found.ContentType ?? 'application/octet-stream',
  etag: found.ETag ?? '',
  lastModified: found.LastModified ?? new Date(0),
});
