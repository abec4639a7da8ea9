import { randomUUID } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StorageConfig } from './config.ts';
import { createStorage } from './create-storage.ts';
import type { Storage } from './storage.ts';

/** What the product asks of its object store: run it on every server we use. The bucket must exist. */
export const storageSuite = (name: string, configOf: () => StorageConfig): void =>
  void describe(name, () => {
    const prefix = `suite/${randomUUID()}`;
    let storage: Storage;
    beforeAll(() => {
      storage = createStorage(configOf());
    });
    afterAll(async () => {
      const left = await storage.list(prefix, { limit: 1_000 });
      await storage.delete(left.map(({ key }) => key));
      storage.close();
    });
    const put = (key: string, text: string, ifNoneMatch?: '*') =>
      storage.put(`${prefix}/${key}`, Buffer.from(text), {
        contentType: 'image/png',
        ...(ifNoneMatch && { ifNoneMatch }),
      });
    const read = async (key: string): Promise<string | undefined> => {
      const found = await storage.get(`${prefix}/${key}`);
      return found && (await buffer(found.body)).toString();
    };

    it('answers when it is there', async () => {
      await expect(storage.ping()).resolves.toBeUndefined();
    });
    it('gives back what was put, with its type and size', async () => {
      expect(await put('a', 'bytes')).toBe('stored');
      expect(await read('a')).toBe('bytes');
      expect(await storage.head(`${prefix}/a`)).toMatchObject({ sizeBytes: 5, contentType: 'image/png' });
    });
    it('answers undefined for what is not there', async () => {
      expect(await storage.get(`${prefix}/never`)).toBeUndefined();
      expect(await storage.head(`${prefix}/never`)).toBeUndefined();
    });
    it('never overwrites a picture when a step runs twice', async () => {
      expect(await put('once', 'first', '*')).toBe('stored');
      expect(await put('once', 'second', '*')).toBe('already exists');
      expect(await read('once')).toBe('first');
    });
    it('lists a prefix in order, page by page', async () => {
      for (const key of ['list/3', 'list/1', 'list/2']) await put(key, key);
      const first = await storage.list(`${prefix}/list/`, { limit: 2 });
      expect(first.map(({ key }) => key)).toEqual([`${prefix}/list/1`, `${prefix}/list/2`]);
      const rest = await storage.list(`${prefix}/list/`, { limit: 2, startAfter: first.at(-1)?.key ?? '' });
      expect(rest).toEqual([{ key: `${prefix}/list/3`, sizeBytes: 6, lastModified: expect.any(Date) as Date }]);
    });
    it('deletes many, missing ones too, and nothing when asked for nothing', async () => {
      await put('gone', 'x');
      await storage.delete([`${prefix}/gone`, `${prefix}/never`]);
      await storage.delete([]);
      expect(await read('gone')).toBeUndefined();
    });
    it('signs a link that shows the picture and one that saves it', async () => {
      await put('linked', 'bytes');
      const shown = await fetch(await storage.signedUrl(`${prefix}/linked`, { expiresInSeconds: 60 }));
      expect([shown.headers.get('content-type'), await shown.text()]).toEqual(['image/png', 'bytes']);
      const options = { expiresInSeconds: 60, downloadName: 'Grüße "1".png', contentType: 'application/octet-stream' };
      const saved = await fetch(await storage.signedUrl(`${prefix}/linked`, options));
      expect(saved.headers.get('content-disposition')).toContain(`attachment; filename="Gr__e _1_.png"`);
      expect(saved.headers.get('content-type')).toBe('application/octet-stream');
    });
    it('gives nobody a picture without a signature', async () => {
      await put('private', 'bytes');
      const url = new URL(await storage.signedUrl(`${prefix}/private`, { expiresInSeconds: 60 }));
      url.search = '';
      expect((await fetch(url)).status).toBe(403);
    });
  });
