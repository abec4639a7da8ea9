import { createHash } from 'node:crypto';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import type { S3Client } from '@aws-sdk/client-s3';
import { beforeAll, describe, expect, it } from 'vitest';
import type { TargetOf } from './target.ts';
import { clientOf, refusalOf } from './target.ts';

/** Checksums, conditions and ranges. */
export const integritySuite = (targetOf: TargetOf, Bucket: string): void =>
  void describe('integrity', () => {
    let client: S3Client;
    beforeAll(() => {
      client = clientOf(targetOf());
    });
    const put = (Key: string, more = {}) =>
      client.send(new PutObjectCommand({ Bucket, Key, Body: '0123456789', ...more }));
    const get = (Key: string, more = {}) => client.send(new GetObjectCommand({ Bucket, Key, ...more }));
    const text = async (Key: string, more = {}) => (await get(Key, more)).Body?.transformToString();

    it('refuses a body that does not match its CRC32, and stores nothing', async () => {
      expect(await refusalOf(put('bad-crc', { ChecksumCRC32: 'AAAAAA==' }))).toBe('BadDigest 400');
      expect(await refusalOf(get('bad-crc'))).toBe('NoSuchKey 404');
    });
    it('refuses a body that does not match its Content-MD5', async () => {
      const ContentMD5 = createHash('md5').update('another').digest('base64');
      expect(await refusalOf(put('bad-md5', { ContentMD5 }))).toBe('BadDigest 400');
    });
    it('refuses a body that does not match its SHA-256', async () => {
      const ChecksumSHA256 = createHash('sha256').update('another').digest('base64');
      expect(await refusalOf(put('bad-sha', { ChecksumSHA256 }))).toBe('BadDigest 400');
    });
    it('gives the checksum back on demand', async () => {
      await put('crc', { ChecksumAlgorithm: 'CRC32' });
      expect((await get('crc', { ChecksumMode: 'ENABLED' })).ChecksumCRC32).toBe('poTHxg==');
    });
    it('serves a range', async () => {
      await put('range');
      expect(await text('range', { Range: 'bytes=2-4' })).toBe('234');
      expect(await get('range', { Range: 'bytes=2-4' })).toMatchObject({
        ContentRange: 'bytes 2-4/10',
        ContentLength: 3,
      });
      expect(await text('range', { Range: 'bytes=7-' })).toBe('789');
    });
    it('serves the end of an object', async () => {
      await put('suffix');
      expect(await text('suffix', { Range: 'bytes=-3' })).toBe('789');
      expect(await text('suffix', { Range: 'bytes=-99' })).toBe('0123456789');
    });
    it('answers 416 for a range behind the end', async () => {
      await put('behind');
      expect(await refusalOf(get('behind', { Range: 'bytes=10-' }))).toBe('InvalidRange 416');
    });
    it('answers 304 when the reader has the object', async () => {
      const { ETag } = await put('cached');
      expect(await refusalOf(get('cached', { IfNoneMatch: ETag }))).toContain('304');
      expect(await text('cached', { IfNoneMatch: '"another"' })).toBe('0123456789');
    });
    it('answers 412 when the reader wants another version', async () => {
      await put('version');
      expect(await refusalOf(get('version', { IfMatch: '"another"' }))).toBe('PreconditionFailed 412');
    });
    it('writes with If-None-Match: * only where nothing is, and leaves what is there', async () => {
      await put('once', { Body: 'first', IfNoneMatch: '*' });
      expect(await refusalOf(put('once', { Body: 'second', IfNoneMatch: '*' }))).toBe('PreconditionFailed 412');
      expect(await text('once')).toBe('first');
    });
    it('lets exactly one of many writers with If-None-Match: * win', async () => {
      const writers = Array.from({ length: 8 }, (_, n) => put('race', { Body: `writer ${n}`, IfNoneMatch: '*' }));
      const outcomes = await Promise.all(writers.map(refusalOf));
      expect(outcomes.filter((outcome) => outcome === 'none')).toHaveLength(1);
      expect(await text('race')).toBe(`writer ${outcomes.indexOf('none')}`);
    });
  });
