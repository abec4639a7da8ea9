import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testDatabase } from '@pingvas/testing';
import { afterAll, describe, expect, test } from 'vitest';
import { createModelDb } from '../database.ts';
import { CATALOGUE } from './catalogue.ts';
import { seedCatalogue } from './seed-catalogue.ts';

const database = await testDatabase();
const db = createModelDb({ DATABASE_URL: database.urls.model, DB_SCHEMA: database.schema, DB_POOL_MAX: 2 });
afterAll(() => db.close());

const everything = () => db.withSystem((tx) => tx.model.findMany({ orderBy: { name: 'asc' } }));

async function manifest(content: unknown): Promise<string> {
  const path = join(await mkdtemp(join(tmpdir(), 'models-')), 'models.json');
  await writeFile(path, JSON.stringify(content));
  return path;
}

const installed = (base: string, key: string, type = 'main') => ({
  key,
  name: key,
  base,
  type,
  format: 'diffusers',
  path: `folder/${key}`,
  sha256: 'ab'.repeat(32),
  size: 27,
});

describe('the catalogue', () => {
  test('is the same however often it is seeded', async () => {
    await seedCatalogue(db);
    const first = await everything();
    expect(first.map(({ name }) => name)).toEqual(CATALOGUE.map(({ name }) => name).toSorted());
    await Promise.all([seedCatalogue(db), seedCatalogue(db)]);
    expect(await everything()).toEqual(first);
  });

  test('takes path, key and hash of the models that are installed, and keeps its ids', async () => {
    await seedCatalogue(db);
    const before = await everything();
    const path = await manifest([
      installed('sd-1', 'a-controlnet', 'controlnet'),
      installed('sd-1', 'tiny-sd15'),
      installed('sd-1', 'another'),
      installed('sdxl', 'tiny-sdxl'),
      installed('unheard-of', 'new'),
    ]);
    await seedCatalogue(db, path);
    const after = await everything();
    expect(after.map(({ id }) => id)).toEqual(before.map(({ id }) => id));
    const sd15 = after.find(({ name }) => name === 'sd15-base');
    expect(sd15).toMatchObject({
      path: 'folder/tiny-sd15',
      runtimeKey: 'tiny-sd15',
      sha256: 'ab'.repeat(32),
      revision: 2n,
    });
    expect(after.find(({ name }) => name === 'sdxl-base')).toMatchObject({
      runtimeKey: 'tiny-sdxl',
      fileSizeBytes: 27n,
    });
    expect(after.find(({ name }) => name === 'flux-dev')).toMatchObject({ path: 'flux-dev', revision: 1n });
  });

  test('leaves alone what people made of a model', async () => {
    await seedCatalogue(db);
    await db.withSystem((tx) => tx.model.updateMany({ data: { popularityScore: 7, isActive: false } }));
    await seedCatalogue(db);
    expect((await everything()).every((model) => model.popularityScore === 7 && !model.isActive)).toBe(true);
  });

  test('is not touched by a list that is wrong', async () => {
    const before = await everything();
    await expect(seedCatalogue(db, await manifest([{ ...installed('sd-1', 'x'), sha256: 'short' }]))).rejects.toThrow();
    expect(await everything()).toEqual(before);
  });
});
