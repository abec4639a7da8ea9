import { describe, expect, test } from 'vitest';
import type { Image } from '../images/image.schema.ts';
import { startGalleryService, type SignedIn } from '../test/gallery-service.ts';

const { call, deps, insertImage, signIn } = await startGalleryService();

const get = (id: string, who?: SignedIn) => call<Image>(`/images/${id}`, { headers: who?.headers ?? {} });

describe('views', () => {
  test('count once per viewer and hour, never the owner’s', async () => {
    const [owner, other] = [await signIn(), await signIn()];
    const { id } = await insertImage(owner.user.id, { visibility: 'unlisted' });
    const looks = [get(id, owner), get(id, other), get(id, other), get(id), get(id)];
    await Promise.all([...looks, call(`/images/${id}`, { ip: '192.0.2.7' })]);
    const { body } = await get(id, owner);
    expect(body.view_count).toBe(3);
    expect(body.updated_at).toBe(body.created_at);
  });

  test('count again when the hour is over', async () => {
    const [owner, other] = [await signIn(), await signIn()];
    const { id } = await insertImage(owner.user.id, { visibility: 'unlisted' });
    await get(id, other);
    const [key] = await deps.redis.keys(`view:${id}:*`);
    expect(await deps.redis.ttl(key ?? '')).toBeGreaterThan(3_500);
    await deps.redis.del(key ?? '');
    await get(id, other);
    expect((await get(id, owner)).body.view_count).toBe(2);
  });

  test('of what cannot be seen do not count', async () => {
    const [owner, other] = [await signIn(), await signIn()];
    const { id } = await insertImage(owner.user.id);
    await get(id, other);
    expect((await get(id, owner)).body.view_count).toBe(0);
  });
});
