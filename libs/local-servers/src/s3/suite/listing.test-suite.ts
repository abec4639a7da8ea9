import { DeleteObjectsCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import type { ListObjectsV2CommandInput, S3Client } from '@aws-sdk/client-s3';
import { beforeAll, describe, expect, it } from 'vitest';
import type { TargetOf } from './target.ts';
import { clientOf } from './target.ts';

const KEYS = ['list/a', 'list/b/1', 'list/b/2', 'list/c d+é', 'list/d/1', 'list/e'];

/** ListObjectsV2 and DeleteObjects. */
export const listingSuite = (targetOf: TargetOf, Bucket: string): void =>
  void describe('listing', () => {
    let client: S3Client;
    const list = (more: Partial<ListObjectsV2CommandInput> = {}) =>
      client.send(new ListObjectsV2Command({ Bucket, Prefix: 'list/', ...more }));
    const namesOf = ({ Contents = [] }: { Contents?: { Key?: string | undefined }[] | undefined }) =>
      Contents.map(({ Key }) => Key);

    beforeAll(async () => {
      client = clientOf(targetOf());
      for (const Key of KEYS.toReversed()) await client.send(new PutObjectCommand({ Bucket, Key, Body: Key }));
    });

    it('lists the keys below a prefix in order', async () => {
      const page = await list();
      expect(namesOf(page)).toEqual(KEYS);
      expect(page).toMatchObject({ KeyCount: 6, IsTruncated: false });
      expect(page.Contents?.[0]).toMatchObject({ Size: 6, ETag: expect.stringMatching(/^"[0-9a-f]{32}"$/) as string });
    });
    it('folds what lies behind a delimiter', async () => {
      const page = await list({ Delimiter: '/' });
      expect(namesOf(page)).toEqual(['list/a', 'list/c d+é', 'list/e']);
      expect(page.CommonPrefixes).toEqual([{ Prefix: 'list/b/' }, { Prefix: 'list/d/' }]);
    });
    it('starts after a key', async () => {
      expect(namesOf(await list({ StartAfter: 'list/b/2' }))).toEqual(KEYS.slice(3));
    });
    it.each([undefined, '/'])('walks page by page and meets everything once, delimiter %s', async (Delimiter) => {
      const seen: (string | undefined)[] = [];
      let ContinuationToken: string | undefined;
      for (let pages = 0; pages < 10; pages += 1) {
        const page = await list({ MaxKeys: 2, Delimiter, ContinuationToken });
        seen.push(...namesOf(page), ...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix));
        ContinuationToken = page.NextContinuationToken;
        if (!page.IsTruncated) break;
      }
      const whole = await list({ Delimiter });
      expect(seen.sort()).toEqual(
        [...namesOf(whole), ...(whole.CommonPrefixes ?? []).map(({ Prefix }) => Prefix)].sort(),
      );
    });
    it('gives names back as they are when asked to encode them', async () => {
      expect(namesOf(await list({ EncodingType: 'url', StartAfter: 'list/b/2', MaxKeys: 1 }))).toEqual([
        'list/c%20d%2B%C3%A9',
      ]);
    });
    it('deletes many at once, missing ones too', async () => {
      const Objects = [...KEYS, 'list/never was'].map((Key) => ({ Key }));
      const { Deleted = [], Errors } = await client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
      expect(Deleted.map(({ Key }) => Key)).toEqual(Objects.map(({ Key }) => Key));
      expect(Errors).toBeUndefined();
      expect((await list()).KeyCount).toBe(0);
    });
  });
