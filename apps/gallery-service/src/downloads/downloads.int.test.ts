import { newId } from '@pingvas/http';
import { describe, expect, test } from 'vitest';
import { startGalleryService, type SignedIn } from '../test/gallery-service.ts';
import type { Download } from './downloads.schemas.ts';
import { createDownloadsService } from './downloads.service.ts';

const { call, clock, deps, insertImage, signIn, unreachable } = await startGalleryService();

const download = (id: string, who?: SignedIn, body?: object) =>
  call<Download>(`/images/${id}/download`, { method: 'POST', headers: who?.headers ?? {}, ...(body && { body }) });

describe('a download', () => {
  test('is the original when nothing is said, saved under a name', async () => {
    const owner = await signIn();
    const { id, fileSizeBytes } = await insertImage(owner.user.id);
    const { status, body } = await download(id, owner);
    expect(status).toBe(200);
    const file_name = `pingvas-${id}.png`;
    expect(body).toMatchObject({ expires_in_seconds: 3_600, file_name, file_size_bytes: fileSizeBytes });
    const saved = await fetch(body.download_url);
    expect(await saved.text()).toBe('original');
    expect(saved.headers.get('content-disposition')).toContain(`attachment; filename="${file_name}"`);
  });

  test.each(['preview', 'thumbnail'])('of the %s says that file’s size', async (variant) => {
    const owner = await signIn();
    const { id } = await insertImage(owner.user.id, { title: 'Dawn / sea' });
    const { body } = await download(id, owner, { variant });
    expect(body).toMatchObject({ file_name: `Dawn-sea-${variant}.webp`, file_size_bytes: variant.length });
    expect(await (await fetch(body.download_url)).text()).toBe(variant);
  });

  test('is for who may see the image', async () => {
    const [owner, other] = [await signIn(), await signIn()];
    const hidden = await insertImage(owner.user.id);
    const shared = await insertImage(owner.user.id, { visibility: 'unlisted' });
    for (const who of [other, undefined]) {
      expect((await download(hidden.id, who)).body).toMatchObject({ status: 404, code: 'NOT_FOUND' });
      expect((await download(shared.id, who)).status).toBe(200);
    }
    expect((await download(newId(), owner)).status).toBe(404);
  });

  test('of an object that is gone is not there', async () => {
    const owner = await signIn();
    const { id, thumbnailKey } = await insertImage(owner.user.id);
    await deps.storage.delete([thumbnailKey]);
    expect((await download(id, owner, { variant: 'thumbnail' })).status).toBe(404);
  });

  test('of a file that the store does not answer for can be asked for again', async () => {
    const { user } = await signIn();
    const { id } = await insertImage(user.id);
    const downloads = createDownloadsService({ ...deps, clock, storage: unreachable });
    const viewer = { userId: user.id, ip: '192.0.2.1' };
    await expect(downloads.link(viewer, id, 'preview')).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    expect(await downloads.link(viewer, id, 'original')).toMatchObject({ expires_in_seconds: 3_600 });
  });

  test.each([{ variant: 'huge' }, { size: 1 }])('refuses %o', async (body) => {
    const owner = await signIn();
    const { id } = await insertImage(owner.user.id);
    expect((await download(id, owner, body)).body).toMatchObject({ status: 400, code: 'VALIDATION_ERROR' });
  });
});
