import type { ServerStarters, Started } from './starters.ts';
import type { TestServers } from './test-servers.ts';

interface RunningServers {
  postgresUrl: string;
  redisUrl: string;
  s3: TestServers['s3'];
  stop: () => Promise<void>;
}

const given = <T>(value: T): Started<T> => ({ value, stop: async () => undefined });

/**
 * The three servers, each by its URL when TEST_DATABASE_URL (a superuser), TEST_REDIS_URL or TEST_S3_ENDPOINT (with
 * TEST_S3_ACCESS_KEY_ID, TEST_S3_SECRET_ACCESS_KEY and TEST_S3_BUCKET, which exists) is set, otherwise started: in containers when TEST_SERVERS=containers, else from binaries on this machine.
 */
export async function startServers(env: NodeJS.ProcessEnv): Promise<RunningServers> {
  const starters = await startersFor(env);
  const { TEST_DATABASE_URL, TEST_REDIS_URL, TEST_S3_ENDPOINT } = env;
  const starts = await Promise.allSettled([
    TEST_DATABASE_URL ? given(TEST_DATABASE_URL) : starters.postgres(),
    TEST_REDIS_URL ? given(TEST_REDIS_URL) : starters.redis(),
    TEST_S3_ENDPOINT ? given(s3At(TEST_S3_ENDPOINT, env)) : starters.s3(),
  ]);
  const stop = async (): Promise<void> => {
    const started = starts.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []));
    await Promise.allSettled(started.map((server) => server.stop()));
  };
  const [postgres, redis, s3] = starts;
  if (postgres.status === 'rejected' || redis.status === 'rejected' || s3.status === 'rejected') {
    await stop();
    throw new AggregateError(starts.flatMap((start) => (start.status === 'rejected' ? [start.reason as unknown] : [])));
  }
  return { postgresUrl: postgres.value.value, redisUrl: redis.value.value, s3: s3.value.value, stop };
}

/** Loaded when asked for: the container client alone takes a second. */
const startersFor = async (env: NodeJS.ProcessEnv): Promise<ServerStarters> =>
  env.TEST_SERVERS === 'containers'
    ? (await import('./containers.ts')).containers
    : (await import('./embedded.ts')).embedded;

const s3At = (endpoint: string, env: NodeJS.ProcessEnv): TestServers['s3'] => ({
  endpoint,
  region: env.TEST_S3_REGION ?? 'us-east-1',
  bucket: env.TEST_S3_BUCKET ?? 'pingvas-test',
  accessKeyId: env.TEST_S3_ACCESS_KEY_ID ?? 'test',
  secretAccessKey: env.TEST_S3_SECRET_ACCESS_KEY ?? 'test-secret',
});
