import { startS3 } from '@pingvas/local-servers';
import type { LocalS3 } from '@pingvas/local-servers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StorageConfig } from './config.ts';
import { createStorage } from './create-storage.ts';
import { storageSuite } from './storage.test-suite.ts';

let server: LocalS3;
beforeAll(async () => {
  server = await startS3({ buckets: ['pingvas'] });
});
afterAll(() => server.stop());

const configOf = (): StorageConfig => ({
  S3_REGION: server.region,
  S3_BUCKET: 'pingvas',
  S3_ENDPOINT: server.url,
  S3_ACCESS_KEY_ID: server.credentials.accessKeyId,
  S3_SECRET_ACCESS_KEY: server.credentials.secretAccessKey,
});

storageSuite('storage on the local server', configOf);

describe('storage', () => {
  it('rejects when the store refuses, and does not call it missing', async () => {
    const storage = createStorage({ ...configOf(), S3_SECRET_ACCESS_KEY: 'wrong' });
    await expect(storage.get('a')).rejects.toThrow('signature');
    await expect(storage.ping()).rejects.toThrow();
    storage.close();
  });
  it('does not take a missing bucket for a missing object', async () => {
    const storage = createStorage({ ...configOf(), S3_BUCKET: 'another' });
    await expect(storage.get('a')).rejects.toThrow('bucket');
    storage.close();
  });
  it('rejects when nobody answers', async () => {
    const storage = createStorage({ ...configOf(), S3_ENDPOINT: 'http://127.0.0.1:9' });
    await expect(storage.put('a', Buffer.from('x'), { contentType: 'image/png' })).rejects.toThrow('ECONNREFUSED');
    storage.close();
  });
  it('signs links for the public endpoint, and needs no network for it', async () => {
    const storage = createStorage({
      ...configOf(),
      S3_ENDPOINT: 'http://127.0.0.1:9',
      S3_PUBLIC_ENDPOINT: 'https://pictures.example',
    });
    const url = await storage.signedUrl('u/j/i/1.png', { expiresInSeconds: 3_600 });
    expect(url).not.toContain('checksum');
    expect(url).toMatch(/^https:\/\/pictures\.example\/pingvas\/u\/j\/i\/1\.png\?.*X-Amz-Expires=3600/);
    storage.close();
  });
});
