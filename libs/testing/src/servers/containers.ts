import { GenericContainer, Wait } from 'testcontainers';
import type { StartedTestContainer } from 'testcontainers';
import type { ServerStarters, Started } from './starters.ts';

const startTimeoutMs = 120_000;

const running = <T>(container: StartedTestContainer, value: T): Started<T> => ({
  value,
  stop: async () => void (await container.stop()),
});

const addressOf = (container: StartedTestContainer, port: number): string =>
  `${container.getHost()}:${container.getMappedPort(port)}`;

/** The images that `docker compose up` uses. */
export const containers: ServerStarters = {
  postgres: async () => {
    const container = await new GenericContainer('postgres:17-bookworm')
      .withEnvironment({ POSTGRES_PASSWORD: 'test' })
      .withCommand(['postgres', '-c', 'fsync=off', '-c', 'synchronous_commit=off', '-c', 'max_connections=200'])
      .withExposedPorts(5432)
      // Once while the image prepares its data, once for good.
      .withWaitStrategy(Wait.forLogMessage(/ready to accept connections/, 2).withStartupTimeout(startTimeoutMs))
      .start();
    return running(container, `postgresql://postgres:test@${addressOf(container, 5432)}/postgres`);
  },
  redis: async () => {
    const container = await new GenericContainer('redis:7.2-bookworm')
      .withCommand(['redis-server', '--maxmemory-policy', 'noeviction', '--save', ''])
      .withExposedPorts(6379)
      .withWaitStrategy(Wait.forLogMessage(/Ready to accept connections/).withStartupTimeout(startTimeoutMs))
      .start();
    return running(container, `redis://${addressOf(container, 6379)}`);
  },
  s3: async () => {
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test-secret' };
    const bucket = 'pingvas-test';
    const container = await new GenericContainer('versity/versitygw:v1.8.0')
      .withEnvironment({ ROOT_ACCESS_KEY: credentials.accessKeyId, ROOT_SECRET_KEY: credentials.secretAccessKey })
      .withCommand(['--port', ':7070', '--health', '/health', 'posix', '--sidecar', '/meta', '/data'])
      .withTmpFs({ '/data': 'rw', '/meta': 'rw' })
      .withExposedPorts(7070)
      .withWaitStrategy(Wait.forHttp('/health', 7070).withStartupTimeout(startTimeoutMs))
      .start();
    // Its buckets are folders.
    const made = await container.exec(['mkdir', `/data/${bucket}`]);
    if (made.exitCode !== 0) throw new Error(`The bucket could not be made: ${made.output}`);
    const endpoint = `http://${addressOf(container, 7070)}`;
    return running(container, { endpoint, region: 'us-east-1', bucket, ...credentials });
  },
};
