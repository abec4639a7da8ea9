import { startPostgres, startRedis, startS3 } from '@pingvas/local-servers';
import type { ServerStarters } from './starters.ts';

const stopper = (server: { stop: () => Promise<unknown> }) => async (): Promise<void> => void (await server.stop());

/** Binaries on this machine: ready within seconds, and no container engine is needed. */
export const embedded: ServerStarters = {
  postgres: async () => {
    const server = await startPostgres({ fast: true });
    return { value: server.url, stop: stopper(server) };
  },
  redis: async () => {
    const server = await startRedis();
    return { value: server.url, stop: stopper(server) };
  },
  s3: async () => {
    const bucket = 'pingvas-test';
    const server = await startS3({ buckets: [bucket] });
    return {
      value: { endpoint: server.url, region: server.region, bucket, ...server.credentials },
      stop: stopper(server),
    };
  },
};
