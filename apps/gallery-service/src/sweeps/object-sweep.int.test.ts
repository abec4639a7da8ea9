import { newId } from '@pingvas/http';
import { createLogger } from '@pingvas/logger';
import { createMetrics } from '@pingvas/metrics';
import { beforeEach, describe, expect, test } from 'vitest';
import { startGalleryService } from '../test/gallery-service.ts';
import { createObjectSweep } from './object-sweep.ts';
import { startSweeps } from './start-sweeps.ts';
import { loadPosition, savePosition } from './walk-position.ts';

const { clock, deps, endJob, insertImage, insertJob, keys, putObjects, signIn, unreachable } =
  await startGalleryService();

const DAY_MS = 86_400_000;
const running = new AbortController().signal;
const { user } = await signIn();
const finding = () =>
  deps.db.withSystem((tx) => tx.reconciliationFinding.findUnique({ where: { name: 'objects_without_row' } }));

const jobId = await insertJob(user.id);
const orphan = (more: { jobId?: string; imageId?: string; lease?: number } = {}) =>
  putObjects({ userId: user.id, jobId, imageId: newId(), lease: 1, ...more }).then(
    ({ original, preview, thumbnail }) => [original, preview, thumbnail],
  );

beforeEach(async () => {
  await deps.storage.delete(await keys());
  await deps.redis.flushdb();
  // Objects of a test are a moment younger than the clock says.
  clock.advanceMs(DAY_MS + 60_000);
});

describe('the sweep of objects', () => {
  test('deletes what no row names, and says that nothing is left', async () => {
    const image = await insertImage(user.id);
    const lost = await orphan();
    const lateAttempt = await orphan({ jobId: image.jobId ?? '', imageId: image.id, lease: 2 });
    await deps.sweepObjects(running);
    expect(await keys()).toEqual([image.key, image.previewKey, image.thumbnailKey].toSorted());
    expect([...lost, ...lateAttempt]).toHaveLength(6);
    expect(await finding()).toMatchObject({ amount: 0n, checkedAt: clock.now() });
    expect(await deps.metrics.text()).toMatch(/^orphan_objects_deleted_total\{.*\} 6$/m);
  });

  test('leaves what is younger than the age: its row may be on its way', async () => {
    const age = { ...deps, clock: { now: () => new Date() }, metrics: createMetrics({ service: 'test' }) };
    const put = await orphan();
    await createObjectSweep({ ...age, ageSeconds: 60 })(running);
    expect(await keys()).toEqual(put.toSorted());
  });

  test('leaves what an open job stored, however old: its outcome may still come', async () => {
    const open = await insertJob(user.id, 'processing');
    const put = await orphan({ jobId: open });
    await deps.sweepObjects(running);
    expect(await keys()).toEqual(put.toSorted());
    await endJob(open);
    await deps.sweepObjects(running);
    expect(await keys()).toEqual([]);
  });

  test('leaves images in the trash and what is no image', async () => {
    const trashed = await insertImage(user.id, {
      deletedAt: clock.now(),
      purgeAt: new Date(clock.now().getTime() + 1),
    });
    const other = `${user.id}/avatar.png`;
    await deps.storage.put(other, Buffer.from('x'), { contentType: 'image/png' });
    await deps.sweepObjects(running);
    expect(await keys()).toEqual([other, trashed.key, trashed.previewKey, trashed.thumbnailKey].toSorted());
  });

  test('goes on where it stopped, and begins anew after the end', async () => {
    const all = (await Promise.all([orphan(), orphan()])).flat().toSorted();
    await savePosition(deps.redis, { after: all[2] ?? '', left: 0 });
    await deps.sweepObjects(running);
    expect(await keys()).toEqual(all.slice(0, 3));
    expect(await loadPosition(deps.redis)).toEqual({ after: '', left: 0 });
    await deps.sweepObjects(running);
    expect(await keys()).toEqual([]);
  });

  test('reads and deletes nothing after the stop', async () => {
    const put = await orphan();
    await deps.sweepObjects(AbortSignal.abort());
    expect(await keys()).toEqual(put.toSorted());
  });

  test('notes what could not be deleted', async () => {
    await orphan();
    const storage = { ...deps.storage, delete: unreachable.delete };
    const parts = { ...deps, clock, storage, logger: createLogger({ name: 'test', level: 'silent' }) };
    const metrics = createMetrics({ service: 'test' });
    await createObjectSweep({ ...parts, metrics, ageSeconds: 60 })(running);
    expect(await finding()).toMatchObject({ amount: 3n });
    expect(await metrics.text()).toContain('objects_without_row{service="test"} 3');
  });
});

describe('the sweeps', () => {
  test('run at once, on one of several replicas, and end with the process', async () => {
    const put = await orphan();
    let ran = 0;
    const sweepObjects = (signal: AbortSignal) => (ran++, deps.sweepObjects(signal));
    const replicas = [1, 2, 3].map(() => ({ ...deps, sweepObjects, metrics: createMetrics({ service: 'test' }) }));
    const started = replicas.map(startSweeps);
    await expect.poll(keys, { timeout: 10_000 }).toEqual([]);
    await Promise.all(started.map((sweeps) => sweeps.close()));
    expect([put.length, ran]).toEqual([3, 1]);
  });

  test('of which one fails go on', async () => {
    const failing = () => Promise.reject(new Error('away'));
    const metrics = createMetrics({ service: 'test' });
    const sweeps = startSweeps({ ...deps, metrics, sweepObjects: failing });
    await sweeps.close();
    const text = await metrics.text();
    expect(text).toContain('scheduled_runs_total{work="objects",outcome="failed",service="test"} 1');
    expect(text).toContain('scheduled_runs_total{work="purge",outcome="completed",service="test"} 1');
  });
});
