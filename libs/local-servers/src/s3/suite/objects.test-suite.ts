import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { gunzipSync, gzipSync } from 'node:zlib';
import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
} from '@aws-sdk/client-s3';
import type { S3Client } from '@aws-sdk/client-s3';
import { beforeAll, describe, expect, it } from 'vitest';
import type { TargetOf } from './target.ts';
import { clientOf, refusalOf } from './target.ts';

const bytesOf = async (client: S3Client, Bucket: string, Key: string): Promise<Buffer> => {
  const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
  return Buffer.from((await Body?.transformToByteArray()) ?? []);
};

/** Objects: what is put is what is got. */
export const objectsSuite = (targetOf: TargetOf, Bucket: string): void =>
  void describe('objects', () => {
    let client: S3Client;
    beforeAll(() => {
      client = clientOf(targetOf());
    });
    const put = (Key: string, Body: string | Uint8Array, more = {}) =>
      client.send(new PutObjectCommand({ Bucket, Key, Body, ...more }));
    const get = (Key: string, more = {}) => client.send(new GetObjectCommand({ Bucket, Key, ...more }));

    it('knows its buckets and refuses to make one twice', async () => {
      await client.send(new HeadBucketCommand({ Bucket }));
      const { Buckets = [] } = await client.send(new ListBucketsCommand({}));
      expect(Buckets.map(({ Name }) => Name)).toContain(Bucket);
      expect(await refusalOf(client.send(new CreateBucketCommand({ Bucket })))).toBe('BucketAlreadyOwnedByYou 409');
    });
    it('answers NoSuchBucket and NoSuchKey as XML that the client can read', async () => {
      expect(await refusalOf(client.send(new GetObjectCommand({ Bucket: 'no-such-bucket', Key: 'a' })))).toBe(
        'NoSuchBucket 404',
      );
      expect(await refusalOf(get('no-such-key'))).toBe('NoSuchKey 404');
    });
    it('answers a missing HEAD with 404 and no body', async () => {
      expect(await refusalOf(client.send(new HeadObjectCommand({ Bucket, Key: 'no-such-key' })))).toBe('NotFound 404');
    });
    it('gives back every byte', async () => {
      const body = randomBytes(500_000);
      await put('bytes', body);
      expect((await bytesOf(client, Bucket, 'bytes')).equals(body)).toBe(true);
    });
    it('keeps an empty object', async () => {
      await put('empty', '');
      expect(await bytesOf(client, Bucket, 'empty')).toHaveLength(0);
    });
    it('keeps content type, cache rule, disposition and metadata', async () => {
      const headers = {
        ContentType: 'image/png',
        CacheControl: 'private',
        ContentDisposition: 'inline',
        Metadata: { job: '7' },
      };
      await put('headers', 'x', headers);
      expect(await get('headers')).toMatchObject({ ...headers, ContentLength: 1 });
      expect(await client.send(new HeadObjectCommand({ Bucket, Key: 'headers' }))).toMatchObject(headers);
    });
    it('takes a stream sent in chunks with a trailing checksum, and stores it without the framing', async () => {
      const body = randomBytes(300_000);
      await client.send(
        new PutObjectCommand({ Bucket, Key: 'stream', Body: Readable.from([body]), ContentLength: body.length }),
      );
      expect((await bytesOf(client, Bucket, 'stream')).equals(body)).toBe(true);
      expect((await get('stream')).ContentEncoding).toBeUndefined();
    });
    it('keeps the encoding of the object itself', async () => {
      await put('gzip', gzipSync('hello'), { ContentEncoding: 'gzip' });
      const { Body, ContentEncoding } = await get('gzip');
      expect(ContentEncoding).toBe('gzip');
      expect(gunzipSync((await Body?.transformToByteArray()) ?? Buffer.of()).toString()).toBe('hello');
    });
    it('serves keys with any sign in them', async () => {
      for (const key of ['a b+c', 'ä/ö ü', "q?&=#%/'(!)*", 'a//b', '日本語.png', '<x>&"']) {
        await put(key, key);
        expect((await bytesOf(client, Bucket, key)).toString()).toBe(key);
      }
    });
    it('overwrites an object whole', async () => {
      await put('again', 'long content', { ContentType: 'text/plain' });
      await put('again', 'short', { ContentType: 'text/html' });
      expect((await bytesOf(client, Bucket, 'again')).toString()).toBe('short');
      expect((await get('again')).ContentType).toBe('text/html');
    });
    it('deletes, and deleting what is not there is fine', async () => {
      await put('gone', 'x');
      await client.send(new DeleteObjectCommand({ Bucket, Key: 'gone' }));
      await client.send(new DeleteObjectCommand({ Bucket, Key: 'gone' }));
      expect(await refusalOf(get('gone'))).toBe('NoSuchKey 404');
    });
    it('copies an object with its headers', async () => {
      await put('source ä', 'x', { ContentType: 'image/webp', Metadata: { a: 'b' } });
      const CopySource = `${Bucket}/${encodeURIComponent('source ä')}`;
      await client.send(new CopyObjectCommand({ Bucket, Key: 'copy', CopySource }));
      expect(await get('copy')).toMatchObject({ ContentType: 'image/webp', Metadata: { a: 'b' } });
      expect((await bytesOf(client, Bucket, 'copy')).toString()).toBe('x');
    });
    it('tags an object and leaves its bytes alone', async () => {
      await put('tagged', 'bytes', { Tagging: 'old=1' });
      const TagSet = [{ Key: 'state', Value: 'kept & <safe>' }];
      await client.send(new PutObjectTaggingCommand({ Bucket, Key: 'tagged', Tagging: { TagSet } }));
      expect((await client.send(new GetObjectTaggingCommand({ Bucket, Key: 'tagged' }))).TagSet).toEqual(TagSet);
      expect((await bytesOf(client, Bucket, 'tagged')).toString()).toBe('bytes');
    });
  });
