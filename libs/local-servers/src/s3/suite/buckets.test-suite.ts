import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetBucketLifecycleConfigurationCommand,
  GetObjectCommand,
  PutBucketCorsCommand,
  PutBucketLifecycleConfigurationCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import type { S3Client } from '@aws-sdk/client-s3';
import { beforeAll, describe, expect, it } from 'vitest';
import type { TargetOf } from './target.ts';
import { clientOf, refusalOf } from './target.ts';

/** Multipart uploads, CORS, lifecycle and life across a restart. */
export const bucketsSuite = (targetOf: TargetOf, Bucket: string): void =>
  void describe('buckets', () => {
    let client: S3Client;
    beforeAll(() => {
      client = clientOf(targetOf());
    });
    const start = async (Key: string) =>
      (await client.send(new CreateMultipartUploadCommand({ Bucket, Key, ContentType: 'video/mp4' }))).UploadId;
    const part = (Key: string, UploadId: string | undefined, PartNumber: number, Body: Buffer) =>
      client.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body }));

    it('puts the parts of an upload together, with an ETag that says how many', async () => {
      const UploadId = await start('parts');
      const bodies = [Buffer.alloc(5 * 1024 * 1024, 'a'), Buffer.from('end')];
      const sent = await Promise.all(bodies.map((body, n) => part('parts', UploadId, n + 1, body)));
      const Parts = sent.map(({ ETag }, n) => ({ ETag, PartNumber: n + 1 }));
      const done = await client.send(
        new CompleteMultipartUploadCommand({ Bucket, Key: 'parts', UploadId, MultipartUpload: { Parts } }),
      );
      expect(done.ETag).toMatch(/^"[0-9a-f]{32}-2"$/);
      const { Body, ContentType } = await client.send(new GetObjectCommand({ Bucket, Key: 'parts' }));
      expect(ContentType).toBe('video/mp4');
      expect(Buffer.concat(bodies).equals((await Body?.transformToByteArray()) ?? Buffer.of())).toBe(true);
    });
    it('refuses to complete with a part that was never sent', async () => {
      const UploadId = await start('missing-part');
      const MultipartUpload = { Parts: [{ ETag: '"00000000000000000000000000000000"', PartNumber: 1 }] };
      const complete = new CompleteMultipartUploadCommand({ Bucket, Key: 'missing-part', UploadId, MultipartUpload });
      expect(await refusalOf(client.send(complete))).toBe('InvalidPart 400');
    });
    it('forgets an aborted upload', async () => {
      const UploadId = await start('aborted');
      await client.send(new AbortMultipartUploadCommand({ Bucket, Key: 'aborted', UploadId }));
      expect(await refusalOf(part('aborted', UploadId, 1, Buffer.from('x')))).toBe('NoSuchUpload 404');
      expect(await refusalOf(client.send(new GetObjectCommand({ Bucket, Key: 'aborted' })))).toBe('NoSuchKey 404');
    });
    it('answers a browser of a listed origin, and no other', async () => {
      const rule = {
        AllowedOrigins: ['http://app.example'],
        AllowedMethods: ['GET'],
        AllowedHeaders: ['range'],
        ExposeHeaders: ['etag'],
        MaxAgeSeconds: 60,
      };
      await client.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules: [rule] } }));
      const ask = (origin: string, method: string) =>
        fetch(`${targetOf().endpoint}/${Bucket}/x`, {
          method: 'OPTIONS',
          headers: { origin, 'access-control-request-method': method, 'access-control-request-headers': 'range' },
        });
      const granted = await ask('http://app.example', 'GET');
      expect([granted.status, granted.headers.get('access-control-allow-origin')]).toEqual([200, 'http://app.example']);
      for (const refused of [await ask('http://evil.example', 'GET'), await ask('http://app.example', 'PUT')]) {
        expect([refused.status, refused.headers.get('access-control-allow-origin')]).toEqual([403, null]);
      }
    });
    it('keeps a lifecycle configuration', async () => {
      const Rules = [{ ID: 'tmp', Status: 'Enabled' as const, Filter: { Prefix: 'tmp/' }, Expiration: { Days: 1 } }];
      await client.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules } }));
      expect((await client.send(new GetBucketLifecycleConfigurationCommand({ Bucket }))).Rules).toEqual(Rules);
    });
    it('has everything again after a restart', async ({ skip }) => {
      const { restart } = targetOf();
      if (!restart) return skip('this server is not ours to restart');
      await client.send(new PutObjectCommand({ Bucket, Key: 'kept', Body: 'kept', Metadata: { a: 'b' } }));
      await restart();
      const { Body, Metadata } = await clientOf(targetOf()).send(new GetObjectCommand({ Bucket, Key: 'kept' }));
      expect([await Body?.transformToString(), Metadata]).toEqual(['kept', { a: 'b' }]);
    });
  });
