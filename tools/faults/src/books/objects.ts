import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { sql } from '@pingvas/db';
import { imageKeys } from '@pingvas/storage';
import type { Storage } from '@pingvas/storage';
import { expect } from 'vitest';
import { poll } from '../poll.ts';
import type { StandDatabase } from '../stand/database.ts';
import type { Stand } from '../stand/start-stand.ts';

interface ImageRow {
  userId: string;
  jobId: string;
  imageId: string;
  /** Of its three objects, the original first. */
  keys: [string, string, string];
  sha256: string;
}

const SWEEP_LIMIT_MS = 20_000;

/**
 * Every image has its three objects, the original byte for byte, and the object sweep leaves nothing else in the bucket, whatever
 * an attempt that was lost had stored.
 */
export const expectObjectsOfImages = async ({
  database,
  storage,
}: Pick<Stand, 'database' | 'storage'>): Promise<void> => {
  const images = await readImages(database);
  await leaveObject(storage, images);
  const owned = images.flatMap(({ keys }) => keys).sort();
  await poll('a bucket without objects that no row names', SWEEP_LIMIT_MS, async () => {
    const left = await keysOf(storage);
    return left.every((key) => owned.includes(key)) || undefined;
  });
  expect(await keysOf(storage)).toEqual(owned);
  for (const { keys, sha256 } of images) expect(await sha256Of(storage, keys[0])).toBe(sha256);
};

const readImages = ({ admin }: StandDatabase): Promise<ImageRow[]> =>
  admin<ImageRow>(sql`
    SELECT user_id AS "userId", job_id AS "jobId", id AS "imageId", ARRAY[key, preview_key, thumbnail_key] AS keys, sha256 FROM images`);

/** What a worker leaves that dies between two uploads. */
const leaveObject = async (storage: Storage, [image]: readonly ImageRow[]): Promise<void> => {
  if (image === undefined) return;
  const { preview } = imageKeys({ ...image, lease: 0 });
  await storage.put(preview, Buffer.from('left behind'), { contentType: 'image/webp' });
};

const keysOf = async (storage: Storage): Promise<string[]> =>
  (await storage.list('', { limit: 1_000 })).map(({ key }) => key);

const sha256Of = async (storage: Storage, key: string): Promise<string> => {
  const object = await storage.get(key);
  if (object === undefined) throw new Error(`no object ${key}`);
  return createHash('sha256')
    .update(await buffer(object.body))
    .digest('hex');
};
