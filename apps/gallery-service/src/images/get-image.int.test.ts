import { newId } from '@pingvas/http';
import { Value } from 'typebox/value';
import { describe, expect, test } from 'vitest';
import { startGalleryService, type SignedIn } from '../test/gallery-service.ts';
import { Image } from './image.schema.ts';

const { call, clock, insertImage, setUserStatus, signIn, updateImage } = await startGalleryService();

const get = (id: string, who?: SignedIn) => call<Image>(`/images/${id}`, { headers: who?.headers ?? {} });

/** What cannot be told apart from an id that never was. */
const expectNotFound = async (id: string, who?: SignedIn): Promise<void> => {
  const unlike = { instance: '', request_id: '' };
  const [answer, missing] = [await get(id, who), await get(newId(), who)];
  expect(answer.status).toBe(404);
  expect({ ...answer.body, ...unlike }).toEqual({ ...missing.body, ...unlike });
};

describe('one image', () => {
  test('is shown to its owner with links that work, whole and as stored', async () => {
    const owner = await signIn();
    const row = await insertImage(owner.user.id, { title: 'Dawn', tags: ['sea'], batchId: newId(), index: 0 });
    const { status, body, headers } = await get(row.id, owner);
    expect(status).toBe(200);
    expect(Value.Check(Image, body)).toBe(true);
    expect(body).toMatchObject({
      id: row.id,
      job_id: row.jobId,
      batch_id: row.batchId,
      user: { id: owner.user.id, username: owner.user.username },
      prompt: 'a lighthouse at dawn',
      seed: 42,
      generation: { mode: 'txt2img', parameters: { steps: 20 } },
      visibility: 'private',
      liked: false,
      starred: false,
      boards: [],
      deleted_at: null,
    });
    for (const [url, content] of [
      [body.url, 'original'],
      [body.preview_url, 'preview'],
      [body.thumbnail_url, 'thumbnail'],
    ] as const)
      expect(await (await fetch(url)).text()).toBe(content);
    expect(body.urls_expire_at).toBe(new Date(clock.now().getTime() + 3_600_000).toISOString());
    expect(headers['cache-control']).toBe('private, no-store');
    const bare = new URL(body.url);
    bare.search = '';
    expect((await fetch(bare)).status).toBe(403);
  });

  test('that is private is not there for anybody else', async () => {
    const [owner, other] = [await signIn(), await signIn()];
    const { id } = await insertImage(owner.user.id);
    await expectNotFound(id, other);
    await expectNotFound(id);
    expect((await get('no-uuid', owner)).status).toBe(404);
  });

  test.each(['unlisted', 'public'])(
    'that is %s is shown to anybody, without what is its owner’s',
    async (visibility) => {
      const [owner, other] = [await signIn(), await signIn()];
      const { id } = await insertImage(owner.user.id, { visibility, starred: true });
      const signedIn = (await get(id, other)).body;
      expect(signedIn).toMatchObject({ id, prompt: 'a lighthouse at dawn', starred: false, liked: false });
      const anonymous = (await get(id)).body;
      expect(Value.Check(Image, anonymous)).toBe(true);
      for (const body of [signedIn, anonymous])
        for (const member of ['boards', 'batch_id']) expect(body).not.toHaveProperty(member);
      for (const member of ['liked', 'starred']) expect(anonymous).not.toHaveProperty(member);
    },
  );

  test('whose record is hidden shows it to its owner alone', async () => {
    const [owner, other] = [await signIn(), await signIn()];
    const { id } = await insertImage(owner.user.id, { visibility: 'public', promptHidden: true });
    const hidden = { prompt: null, negative_prompt: null, seed: null, model: null, generation: null };
    expect((await get(id, other)).body).toMatchObject(hidden);
    expect((await get(id, owner)).body).toMatchObject({ prompt: 'a lighthouse at dawn', seed: 42 });
  });

  test('that is blocked or deleted is there for its owner alone', async () => {
    const [owner, other] = [await signIn(), await signIn()];
    const blocked = await insertImage(owner.user.id, { visibility: 'public', moderation: 'blocked' });
    const deletedAt = clock.now();
    const deleted = await insertImage(owner.user.id, {
      visibility: 'public',
      deletedAt,
      purgeAt: new Date(deletedAt.getTime() + 1_000),
    });
    for (const { id } of [blocked, deleted]) {
      await expectNotFound(id, other);
      await expectNotFound(id);
    }
    expect((await get(blocked.id, owner)).body).toMatchObject({ moderation: 'blocked' });
    expect((await get(deleted.id, owner)).body).toMatchObject({ deleted_at: deletedAt.toISOString() });
  });

  test('of a suspended account is not there', async () => {
    const [owner, other] = [await signIn(), await signIn()];
    const { id } = await insertImage(owner.user.id, { visibility: 'public' });
    expect((await get(id, other)).status).toBe(200);
    await setUserStatus(owner.user.id, 'suspended');
    await expectNotFound(id, other);
    await expectNotFound(id);
  });

  test('keeps its ETag while only links and counters change', async () => {
    const [owner, other] = [await signIn(), await signIn()];
    const { id } = await insertImage(owner.user.id, { visibility: 'public' });
    const { headers } = await get(id, owner);
    await get(id, other);
    clock.advanceMs(60_000);
    const known = { ...owner.headers, 'if-none-match': String(headers['etag']) };
    expect(await call(`/images/${id}`, { headers: known })).toMatchObject({ status: 304, text: '' });
    await updateImage(id, { title: 'another' });
    expect((await call(`/images/${id}`, { headers: known })).status).toBe(200);
  });

  test('is refused to a bad credential instead of being shown to nobody', async () => {
    const headers = { authorization: 'Bearer nonsense' };
    expect((await call(`/images/${newId()}`, { headers })).body).toMatchObject({ status: 401, code: 'INVALID_TOKEN' });
  });
});
