import type { StorageUsage } from '@pingvas/plans';
import { describe, expect, test } from 'vitest';
import { startGalleryService } from '../test/gallery-service.ts';

const { call, insertImage, signIn } = await startGalleryService();

describe('space in use', () => {
  test('is nothing at first, beside the quota of the plan', async () => {
    const { headers } = await signIn();
    const { status, body } = await call<StorageUsage>('/storage/usage', { headers });
    expect(status).toBe(200);
    expect(body).toEqual({
      used_bytes: 0,
      quota_bytes: 2 ** 30,
      used_percent: 0,
      breakdown: { images: 0, uploads: 0, trash: 0, models: 0 },
      over_quota_since: null,
    });
  });

  test('is the caller’s own, and the same under its other path', async () => {
    const [one, other] = [await signIn(), await signIn()];
    await insertImage(one.user.id, { fileSizeBytes: 2 ** 28 });
    await insertImage(one.user.id, { fileSizeBytes: 1_000, source: 'upload' });
    const shown = await call<StorageUsage>('/storage/usage', { headers: one.headers });
    expect(shown.body).toMatchObject({
      used_bytes: 2 ** 28 + 1_000,
      used_percent: 25,
      breakdown: { images: 2 ** 28, uploads: 1_000, trash: 0 },
    });
    expect((await call('/storage/quota', { headers: one.headers })).text).toBe(shown.text);
    expect((await call<StorageUsage>('/storage/usage', { headers: other.headers })).body.used_bytes).toBe(0);
    expect((await call('/storage/usage')).body).toMatchObject({ status: 401, code: 'UNAUTHORIZED' });
  });
});
