import { newId, type Page } from '@pingvas/http';
import { createMetrics } from '@pingvas/metrics';
import type { StorageUsage } from '@pingvas/plans';
import { describe, expect, test } from 'vitest';
import type { Image } from '../images/image.schema.ts';
import { createShowImage } from '../images/show-image.ts';
import { createSignLinks } from '../images/image-links.ts';
import { startGalleryService, type SignedIn } from '../test/gallery-service.ts';
import { createPurge } from './purge.ts';
import { createTrashService } from './trash.service.ts';

const { call, clock, deps, endJob, findImage, insertImage, insertJob, keys, signIn, unreachable } =
  await startGalleryService();

const DAY_MS = 86_400_000;
const signal = new AbortController().signal;

const remove = (id: string, { headers }: SignedIn, query: Record<string, string> = {}) =>
  call<Image>(`/images/${id}`, { method: 'DELETE', headers, query });
const removeForever = (id: string, who: SignedIn) => remove(id, who, { permanent: 'true' });
const get = (id: string, { headers }: SignedIn) => call<Image>(`/images/${id}`, { headers });
const breakdown = async ({ headers }: SignedIn) =>
  (await call<StorageUsage>('/storage/usage', { headers })).body.breakdown;
const listed = async ({ headers }: SignedIn, trash: string) =>
  (await call<Page<Image>>('/images', { headers, query: { trash } })).body.data.map(({ id }) => id);

describe('deleting an image', () => {
  test('puts it into the trash for 30 days, its bytes with it', async () => {
    const who = await signIn();
    const { id } = await insertImage(who.user.id, { fileSizeBytes: 100, visibility: 'public' });
    const { status, body } = await remove(id, who);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      deleted_at: clock.now().toISOString(),
      purge_at: new Date(clock.now().getTime() + 30 * DAY_MS).toISOString(),
    });
    expect([await listed(who, 'false'), await listed(who, 'true')]).toEqual([[], [id]]);
    expect((await get(id, who)).body).toMatchObject({ deleted_at: body.deleted_at });
    expect((await get(id, await signIn())).status).toBe(404);
    expect(await breakdown(who)).toEqual({ images: 0, uploads: 0, trash: 100, models: 0 });
  });

  test('twice, and many at once, moves its bytes once', async () => {
    const who = await signIn();
    await insertImage(who.user.id, { fileSizeBytes: 7 });
    const { id } = await insertImage(who.user.id, { fileSizeBytes: 100, source: 'upload' });
    const answers = await Promise.all(Array.from({ length: 8 }, () => remove(id, who)));
    clock.advanceMs(1_000);
    const again = await remove(id, who);
    for (const { status, body } of [...answers, again])
      expect([status, body.deleted_at]).toEqual([200, answers[0]?.body.deleted_at]);
    expect(await breakdown(who)).toEqual({ images: 7, uploads: 0, trash: 100, models: 0 });
  });

  test('of a temporary upload counts nowhere', async () => {
    const who = await signIn();
    const expiresAt = new Date(clock.now().getTime() + DAY_MS);
    const { id } = await insertImage(who.user.id, { fileSizeBytes: 100, source: 'upload', expiresAt });
    await remove(id, who);
    await removeForever(id, who);
    expect(await breakdown(who)).toEqual({ images: 0, uploads: 0, trash: 0, models: 0 });
  });

  test('is for the owner alone, also of what others may see', async () => {
    const [owner, other] = [await signIn(), await signIn()];
    const { id } = await insertImage(owner.user.id, { visibility: 'public' });
    for (const query of [{}, { permanent: 'true' }])
      for (const imageId of [id, newId()])
        expect((await remove(imageId, other, query)).body).toMatchObject({ status: 404, code: 'NOT_FOUND' });
    expect((await get(id, owner)).body).toMatchObject({ deleted_at: null });
    expect(await call(`/images/${id}`, { method: 'DELETE' })).toMatchObject({ status: 401 });
    expect((await remove(id, owner, { permanent: 'perhaps' })).body).toMatchObject({ code: 'VALIDATION_ERROR' });
  });
});

describe('deleting for good', () => {
  test('is only for what is in the trash', async () => {
    const who = await signIn();
    const { id } = await insertImage(who.user.id);
    expect((await removeForever(id, who)).body).toMatchObject({ status: 409, code: 'CONFLICT' });
    expect((await get(id, who)).body).toMatchObject({ deleted_at: null });
  });

  test('removes row, objects and bytes', async () => {
    const who = await signIn();
    const { id } = await insertImage(who.user.id, { fileSizeBytes: 100 });
    await remove(id, who);
    const { status, body } = await removeForever(id, who);
    expect([status, body.purge_at]).toEqual([200, clock.now().toISOString()]);
    expect((await get(id, who)).status).toBe(404);
    expect((await removeForever(id, who)).status).toBe(404);
    expect(await listed(who, 'true')).toEqual([]);
    expect(await findImage(id)).toBeNull();
    expect((await keys()).filter((key) => key.includes(id))).toEqual([]);
    expect(await breakdown(who)).toEqual({ images: 0, uploads: 0, trash: 0, models: 0 });
  });

  test('holds while the store is away: nobody sees the image, and the purge finds it later', async () => {
    const who = await signIn();
    const { id, key } = await insertImage(who.user.id);
    await remove(id, who);
    const parts = { ...deps, clock, storage: unreachable };
    const purge = createPurge({ ...parts, metrics: createMetrics({ service: 'test' }) });
    const showImage = createShowImage(createSignLinks(parts));
    expect(await createTrashService({ ...parts, purge, showImage }).discardForever(who.user.id, id)).toMatchObject({
      id,
    });
    expect((await get(id, who)).status).toBe(404);
    expect(await keys()).toContain(key);
    await deps.purge.due(signal);
    expect(await findImage(id)).toBeNull();
    expect(await keys()).not.toContain(key);
  });

  test('hides an image of an open job at once, and removes it when no outcome can bring it back', async () => {
    const who = await signIn();
    const jobId = await insertJob(who.user.id, 'processing');
    const { id } = await insertImage(who.user.id, { jobId, index: 0 });
    await remove(id, who);
    await removeForever(id, who);
    clock.advanceMs(1);
    await deps.purge.due(signal);
    expect((await get(id, who)).status).toBe(404);
    expect(await findImage(id)).not.toBeNull();
    await endJob(jobId);
    await deps.purge.due(signal);
    expect(await findImage(id)).toBeNull();
  });
});

describe('the purge', () => {
  test('ends what was 30 days in the trash, and nothing before', async () => {
    const who = await signIn();
    const live = await insertImage(who.user.id, { fileSizeBytes: 3 });
    const old = await insertImage(who.user.id, { fileSizeBytes: 10 });
    await remove(old.id, who);
    clock.advanceMs(29 * DAY_MS);
    const young = await insertImage(who.user.id, { fileSizeBytes: 200 });
    await remove(young.id, who);
    await deps.purge.due(signal);
    expect(await findImage(old.id)).not.toBeNull();
    clock.advanceMs(DAY_MS);
    await Promise.all([deps.purge.due(signal), deps.purge.due(signal)]);
    expect(await findImage(old.id)).toBeNull();
    const left = await keys();
    expect(left).toEqual(expect.arrayContaining([live.key, young.key, young.previewKey, young.thumbnailKey]));
    expect(left.filter((key) => key.includes(old.id))).toEqual([]);
    expect(await breakdown(who)).toEqual({ images: 3, uploads: 0, trash: 200, models: 0 });
    expect(await deps.metrics.text()).toMatch(/^images_purged_total\{.*\} [1-9]/m);
  });

  test('goes on where a process died between objects and row', async () => {
    const who = await signIn();
    const row = await insertImage(who.user.id);
    await remove(row.id, who);
    await deps.storage.delete([row.key, row.previewKey, row.thumbnailKey]);
    clock.advanceMs(30 * DAY_MS);
    await deps.purge.due(signal);
    expect(await findImage(row.id)).toBeNull();
  });
});
