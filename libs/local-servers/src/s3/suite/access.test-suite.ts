import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import type { S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { beforeAll, describe, expect, it } from 'vitest';
import type { TargetOf } from './target.ts';
import { clientOf, refusalOf } from './target.ts';

/** Signatures in the header and in the URL. */
export const accessSuite = (targetOf: TargetOf, Bucket: string): void =>
  void describe('access', () => {
    let client: S3Client;
    const read = new GetObjectCommand({ Bucket, Key: 'secret é' });
    beforeAll(async () => {
      client = clientOf(targetOf(), { requestChecksumCalculation: 'WHEN_REQUIRED' });
      await client.send(new PutObjectCommand({ Bucket, Key: 'secret é', Body: 'bytes', ContentType: 'text/plain' }));
    });
    const foreign = (accessKeyId: string, secretAccessKey: string) =>
      clientOf({ ...targetOf(), credentials: { accessKeyId, secretAccessKey } });

    it('refuses a caller without a signature', async () => {
      const answer = await fetch(`${targetOf().endpoint}/${Bucket}/secret`);
      expect([answer.status, await answer.text()]).toEqual([403, expect.stringContaining('<Code>AccessDenied</Code>')]);
    });
    it('refuses a wrong secret', async () => {
      const { accessKeyId } = targetOf().credentials;
      expect(await refusalOf(foreign(accessKeyId, 'wrong').send(read))).toBe('SignatureDoesNotMatch 403');
    });
    it('refuses an unknown access key', async () => {
      expect(await refusalOf(foreign('nobody', 'wrong').send(read))).toBe('InvalidAccessKeyId 403');
    });
    it('refuses a clock that is wrong by more than a quarter of an hour', async () => {
      const late = clientOf(targetOf(), { systemClockOffset: -20 * 60_000 });
      expect(await refusalOf(late.send(read))).toBe('RequestTimeTooSkewed 403');
    });
    it('lets a signed URL read, with the headers its signer chose', async () => {
      const wanted = { ResponseContentDisposition: 'attachment; filename="a b.png"', ResponseContentType: 'image/png' };
      const url = await getSignedUrl(client, new GetObjectCommand({ Bucket, Key: 'secret é', ...wanted }), {
        expiresIn: 60,
      });
      const answer = await fetch(url);
      expect([answer.status, await answer.text()]).toEqual([200, 'bytes']);
      expect(answer.headers.get('content-disposition')).toBe(wanted.ResponseContentDisposition);
      expect(answer.headers.get('content-type')).toBe('image/png');
    });
    it('refuses a signed URL that has expired', async () => {
      const signingDate = new Date(Date.now() - 120_000);
      const answer = await fetch(await getSignedUrl(client, read, { expiresIn: 60, signingDate }));
      expect([answer.status, await answer.text()]).toEqual([403, expect.stringContaining('expired')]);
    });
    it('refuses a signed URL that was changed', async () => {
      const url = await getSignedUrl(client, read, { expiresIn: 60 });
      for (const changed of [
        url.replace('secret', 'other'),
        `${url}&response-content-type=text%2Fhtml`,
        url.replace('Expires=60', 'Expires=600'),
      ])
        expect((await fetch(changed)).status).toBe(403);
      expect((await fetch(url, { method: 'DELETE' })).status).toBe(403);
    });
    it('holds a signed upload to its type and length', async () => {
      const put = new PutObjectCommand({ Bucket, Key: 'upload', ContentType: 'image/png', ContentLength: 5 });
      const signableHeaders = new Set(['content-type', 'content-length', 'host']);
      const url = await getSignedUrl(client, put, { expiresIn: 60, signableHeaders });
      const upload = async (body: string, type: string) =>
        (await fetch(url, { method: 'PUT', body, headers: { 'content-type': type } })).status;
      expect(await upload('12345', 'text/html')).toBe(403);
      expect(await upload('123456', 'image/png')).toBe(403);
      expect(await upload('12345', 'image/png')).toBe(200);
    });
  });
