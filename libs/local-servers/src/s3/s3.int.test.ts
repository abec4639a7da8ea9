import { afterAll, beforeAll } from 'vitest';
import { scratchDir } from '../process/scratch-dir.ts';
import { s3Suite } from './s3.test-suite.ts';
import type { LocalS3 } from './start-s3.ts';
import { startS3 } from './start-s3.ts';

const { path: dir, remove } = scratchDir('s3-suite');
let server: LocalS3;

beforeAll(async () => {
  server = await startS3({ dir });
});
afterAll(async () => {
  await server.stop();
  remove();
});

s3Suite('own S3 server', () => ({
  endpoint: server.url,
  region: server.region,
  credentials: server.credentials,
  restart: async () => {
    await server.stop();
    server = await startS3({ dir });
  },
}));
