import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { sql } from '@pingvas/db';
import type { Storage } from '@pingvas/storage';
import { expect } from 'vitest';
import type { Stand } from '../stand/start-stand.ts';

interface ImageRow {
  userId: string;
  jobId: string;
  id: string;
  key: string;
  previewKey: string;
  thumbnailKey: string;
  sha256: string;
}

/**
 * Every image has its three objects, the original byte for byte, and whatever else lies in the bucket was left by a lease of an
 * image that has its row from another lease: the object sweep may take it.
 */
export const expectObjectsOfImages = async ({
  database,
  storage,
}: Pick<Stand, 'database' | 'storage'>): Promise<void> => {
  const images = await database.admin<ImageRow>(sql`
    SELECT user_id AS "userId", job_id AS "jobId", id, key, preview_key AS "previewKey", thumbnail_key AS "thumbnailKey", sha256
    FROM images`);
  const keys = (await storage.list('', { limit: 1_000 })).map(({ key }) => key);
  const owned = images.flatMap(({ key, previewKey, thumbnailKey }) => [key, previewKey, thumbnailKey]);
  expect(keys).toEqual(expect.arrayContaining(owned));
  for (const { key, sha256 } of images) expect(await sha256Of(storage, key)).toBe(sha256);

  const ofImages = images.map(({ userId, jobId, id }) => `${userId}/${jobId}/${id}/`);
  const strays = keys.filter((key) => !owned.includes(key));
  expect(strays.filter((key) => !ofImages.some((start) => key.startsWith(start)))).toEqual([]);
};

const sha256Of = async (storage: Storage, key: string): Promise<string> => {
  const object = await storage.get(key);
  if (object === undefined) throw new Error(`no object ${key}`);
  return createHash('sha256')
    .update(await buffer(object.body))
    .digest('hex');
};
