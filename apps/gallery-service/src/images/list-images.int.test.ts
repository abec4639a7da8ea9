import type { Problem } from '@pingvas/errors';
import { newId, type Page } from '@pingvas/http';
import { describe, expect, test } from 'vitest';
import { startGalleryService, type SignedIn } from '../test/gallery-service.ts';
import type { Image } from './image.schema.ts';

const { call, clock, insertImage, insertJob, signIn } = await startGalleryService();

type Query = Record<string, string>;
const list = ({ headers }: SignedIn, query: Query = {}) => call<Page<Image>>('/images', { query, headers });
const ids = async (who: SignedIn, query: Query = {}) => (await list(who, query)).body.data.map(({ id }) => id);

describe('the list of images', () => {
  test('is the caller’s own, never another one’s, whatever he filters by', async () => {
    const [a, b] = [await signIn(), await signIn()];
    const shared = await insertImage(a.user.id, { visibility: 'unlisted', batchId: newId() });
    const posted = await insertImage(a.user.id, { visibility: 'public' });
    const own = await insertImage(b.user.id);
    expect(await ids(b)).toEqual([own.id]);
    expect((await ids(a)).toSorted()).toEqual([shared.id, posted.id].toSorted());
    for (const query of [
      { job_id: shared.jobId ?? '' },
      { batch_id: shared.batchId ?? '' },
      { visibility: 'unlisted,public' },
      { q: 'lighthouse', visibility: 'public' },
    ])
      expect(await ids(b, query)).toEqual([]);
    const { body } = await list(b, { include_total: 'true' });
    expect(body.total_count).toBe(1);
  });

  test('shows everybody his own when many ask at once', async () => {
    const people = await Promise.all([1, 2, 3, 4].map(() => signIn()));
    const images = await Promise.all(people.map(({ user }) => insertImage(user.id, { visibility: 'public' })));
    const shown = await Promise.all([...people, ...people, ...people].map((who) => ids(who)));
    expect(shown).toEqual([...images, ...images, ...images].map(({ id }) => [id]));
  });

  test('is narrowed by its filters', async () => {
    const who = await signIn();
    const jobId = await insertJob(who.user.id);
    const batchId = newId();
    const dawn = await insertImage(who.user.id, { jobId, index: 0, title: 'Dawn 100%', tags: ['sea', 'sky'] });
    const dusk = await insertImage(who.user.id, { batchId, prompt: 'Dusk', starred: true, visibility: 'unlisted' });
    const upload = await insertImage(who.user.id, { source: 'upload', prompt: null, tags: ['sea'] });
    const found = async (query: Query) => (await ids(who, query)).toSorted();
    expect(await found({ job_id: jobId })).toEqual([dawn.id]);
    expect(await found({ batch_id: `${batchId},${newId()}` })).toEqual([dusk.id]);
    expect(await found({ source: 'upload' })).toEqual([upload.id]);
    expect(await found({ starred: 'true' })).toEqual([dusk.id]);
    expect(await found({ starred: 'false', tag: 'sky' })).toEqual([dawn.id]);
    expect(await found({ tag: 'sky,sea' })).toEqual([dawn.id, upload.id].toSorted());
    expect(await found({ visibility: 'unlisted' })).toEqual([dusk.id]);
    expect(await found({ q: 'dUSK' })).toEqual([dusk.id]);
    expect(await found({ q: '100%' })).toEqual([dawn.id]);
    expect(await found({ q: '_' })).toEqual([]);
    expect(await found({ model_id: newId() })).toEqual([]);
    expect(await found({ board_id: newId() })).toEqual([]);
    expect(await found({ created_before: '2020-01-01T00:00:00Z' })).toEqual([]);
    expect(await found({ created_after: '2020-01-01T00:00:00Z' })).toHaveLength(3);
  });

  test('shows what was deleted only as trash, and not what was purged', async () => {
    const who = await signIn();
    const live = await insertImage(who.user.id);
    const deletedAt = clock.now();
    const inMs = (ms: number): Date => new Date(deletedAt.getTime() + ms);
    const deleted = await insertImage(who.user.id, { deletedAt, purgeAt: inMs(5_000) });
    const purged = await insertImage(who.user.id, { deletedAt, purgeAt: deletedAt });
    expect(await ids(who)).toEqual([live.id]);
    expect(await ids(who, { trash: 'true' })).toEqual([deleted.id]);
    expect((await call(`/images/${purged.id}`, { headers: who.headers })).status).toBe(404);
  });

  test.each(['created_at', 'like_count', 'view_count', 'file_size_bytes'])(
    'walked by %s shows each image once, either way, also one with its like',
    async (sort_by) => {
      const who = await signIn();
      const rows = [];
      for (const n of [1, 1, 2, 3, 3])
        rows.push(await insertImage(who.user.id, { likeCount: n, viewCount: n, fileSizeBytes: n }));
      for (const sort_order of ['asc', 'desc']) {
        const seen: Image[] = [];
        let cursor: string | null = null;
        do {
          const { body }: { body: Page<Image> } = await list(who, {
            ...{ sort_by, sort_order, limit: '2', include_total: 'true' },
            ...(cursor && { cursor }),
          });
          expect(body.total_count).toBe(5);
          seen.push(...body.data);
          cursor = body.next_cursor;
        } while (cursor !== null);
        expect(seen.map(({ id }) => id).toSorted()).toEqual(rows.map(({ id }) => id).toSorted());
        const values = seen.map(({ file_size_bytes }) => file_size_bytes);
        const inOrder = [1, 1, 2, 3, 3];
        expect(values).toEqual(sort_order === 'asc' ? inOrder : inOrder.toReversed());
      }
    },
  );

  test('takes a cursor only for the list that it came from, and for whom it was made', async () => {
    const [who, other] = [await signIn(), await signIn()];
    for (const user of [who.user, who.user, other.user]) await insertImage(user.id);
    const cursor = (await list(who, { limit: '1' })).body.next_cursor ?? '';
    const refused = async (by: SignedIn, query: Query) =>
      (await call<Problem>('/images', { query, headers: by.headers })).body;
    for (const more of [{ sort_by: 'view_count' }, { sort_order: 'asc' }, { tag: 'sea' }, { trash: 'true' }])
      expect(await refused(who, { cursor, ...more })).toMatchObject({ status: 400, code: 'INVALID_CURSOR' });
    expect(await refused(other, { cursor })).toMatchObject({ code: 'INVALID_CURSOR' });
    expect(await refused(who, { cursor: 'made-up' })).toMatchObject({ code: 'INVALID_CURSOR' });
    expect(await ids(who, { cursor, limit: '5' })).toHaveLength(1);
  });

  test.each([
    { limit: '0' },
    { limit: '101' },
    { unknown: '1' },
    { job_id: 'no-uuid' },
    { visibility: 'secret' },
    { q: '' },
  ])('refuses %o', async (query) => {
    const { headers } = await signIn();
    const errors = [{ pointer: expect.stringContaining(`query:${Object.keys(query)[0]}`) as string }];
    const { body } = await call<Problem>('/images', { query, headers });
    expect(body).toMatchObject({ status: 400, code: 'VALIDATION_ERROR', errors });
  });

  test('needs a credential', async () => {
    expect((await call('/images')).body).toMatchObject({ status: 401, code: 'UNAUTHORIZED' });
  });
});
