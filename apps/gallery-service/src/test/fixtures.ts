import { createDb } from '@pingvas/db';
import { newId } from '@pingvas/http';
import { imageKeys, type ImageKeys, type Storage } from '@pingvas/storage';
import type { TestDatabase } from '@pingvas/testing';
import { afterAll } from 'vitest';
import type { ImageRow } from '../images/images.repository.ts';

type More = Partial<Omit<ImageRow, 'parameters'>>;
type JobStatus = 'processing' | 'completed';

export interface Fixtures {
  /** A job of a user: over, unless it is told otherwise. @returns its id */
  insertJob: (userId: string, status?: JobStatus) => Promise<string>;
  endJob: (jobId: string) => Promise<unknown>;
  /** An image with its row, its three objects and its bytes in the owner's usage. */
  insertImage: (userId: string, more?: More) => Promise<ImageRow>;
  updateImage: (id: string, data: More) => Promise<unknown>;
  findImage: (id: string) => Promise<ImageRow | null>;
  setUserStatus: (id: string, status: string) => Promise<unknown>;
  /** Objects of an image that has no row. */
  putObjects: (owner: { userId: string; jobId: string; imageId: string; lease: number }) => Promise<ImageKeys>;
}

/** What other services write, past their rules and every policy. */
export function createFixtures(database: TestDatabase, storage: Storage): Fixtures {
  const { superuserUrl: url, schema } = database;
  const all = createDb<'image' | 'generationJob' | 'storageUsage' | 'user'>({
    url,
    schema,
    systemRole: 'none',
    poolMax: 2,
  });
  afterAll(() => all.close());
  const write: (typeof all)['withUser'] = (userId, work) => all.withUser(userId, work);
  const putObjects: Fixtures['putObjects'] = async (owner) => {
    const keys = imageKeys(owner);
    const put = (key: string, content: string) => storage.put(key, Buffer.from(content), { contentType: 'image/png' });
    await Promise.all([put(keys.original, 'original'), put(keys.preview, 'preview'), put(keys.thumbnail, 'thumbnail')]);
    return keys;
  };
  const insertJob: Fixtures['insertJob'] = async (userId, status = 'completed') => {
    const id = newId();
    const ended = status === 'completed' ? { completedAt: new Date(), actualCredits: 1, releasedCredits: 9 } : {};
    await write(userId, (tx) => tx.generationJob.create({ data: { ...jobOf(id, userId), status, ...ended } }));
    return id;
  };
  return {
    insertJob,
    endJob: (id) =>
      write('', (tx) =>
        tx.generationJob.update({
          where: { id },
          data: { status: 'completed', completedAt: new Date(), actualCredits: 1, releasedCredits: 9 },
        }),
      ),
    async insertImage(userId, more = {}) {
      const [id, jobId] = [more.id ?? newId(), more.jobId ?? (await insertJob(userId))];
      const keys = await putObjects({ userId, jobId, imageId: id, lease: 1 });
      return write(userId, async (tx) => {
        const image = await tx.image.create({ data: imageOf({ ...more, id, userId, jobId }, keys) });
        const usage = more.source === 'upload' ? 'uploadsBytes' : 'imagesBytes';
        const bytes = image.expiresAt === null ? image.fileSizeBytes : 0;
        await tx.storageUsage.upsert({
          where: { userId },
          create: { userId, [usage]: bytes },
          update: { [usage]: { increment: bytes } },
        });
        return image;
      });
    },
    updateImage: (id, data) => write('', (tx) => tx.image.update({ where: { id }, data })),
    findImage: (id) => write('', (tx) => tx.image.findUnique({ where: { id } })),
    setUserStatus: (id, status) => write('', (tx) => tx.user.update({ where: { id }, data: { status } })),
    putObjects,
  };
}

const jobOf = (id: string, userId: string) => ({
  id,
  userId,
  mode: 'txt2img',
  parameters: {},
  numImages: 1,
  imageIds: [],
  priorityClass: 'standard',
  priority: 10,
  estimatedCredits: 10,
  estimatedSeconds: 10,
  ratePercent: 100,
  priceVersion: 'test',
  visibility: 'private',
  createdAt: new Date(),
});

const imageOf = (known: More & { id: string; userId: string; jobId: string }, keys: ImageKeys) => ({
  source: 'generated',
  index: null,
  key: keys.original,
  previewKey: keys.preview,
  thumbnailKey: keys.thumbnail,
  width: 512,
  height: 512,
  fileSizeBytes: 'original'.length,
  mimeType: 'image/png',
  sha256: 'ab',
  pixelSha256: 'cd',
  prompt: 'a lighthouse at dawn',
  negativePrompt: 'fog',
  seed: 42n,
  mode: 'txt2img',
  parameters: { steps: 20 },
  visibility: 'private',
  ...known,
});
