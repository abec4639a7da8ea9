import { expect, test } from 'vitest';
import { startServers } from './start-servers.ts';

test('servers that are given by URL are used as they are, nothing is started', async () => {
  const running = await startServers({
    TEST_DATABASE_URL: 'postgresql://db.test/postgres',
    TEST_REDIS_URL: 'redis://redis.test',
    TEST_S3_ENDPOINT: 'http://s3.test',
    TEST_S3_BUCKET: 'mine',
  });
  expect(running).toMatchObject({
    postgresUrl: 'postgresql://db.test/postgres',
    redisUrl: 'redis://redis.test',
    s3: { endpoint: 'http://s3.test', bucket: 'mine' },
  });
  await running.stop();
});
