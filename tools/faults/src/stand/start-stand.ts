import { join } from 'node:path';
import { scratchDir, startPostgres, startRedis, startS3 } from '@pingvas/local-servers';
import { createStorage } from '@pingvas/storage';
import type { Storage } from '@pingvas/storage';
import { afterAll, afterEach } from 'vitest';
import type { KeptAlive } from '../processes/keep-alive.ts';
import { createAccount } from './account.ts';
import type { StandDatabase } from './database.ts';
import { createDatabase } from './database.ts';
import type { Environment } from './environment.ts';
import {
  BUCKET,
  serviceEnvironment,
  simulatorEnvironment,
  storageEnvironment,
  workerEnvironment,
} from './environment.ts';
import type { Jobs } from './jobs.ts';
import { createJobs } from './jobs.ts';
import type { Lifetime } from './lifetime.ts';
import { createLifetime } from './lifetime.ts';
import type { Ports } from './ports.ts';
import { findPorts, urlOf } from './ports.ts';
import { lastWords, startNamed } from './programs.ts';
import { setTiming } from './timing.ts';

/** The path of a job as it is in production: each part a process of its own, which is started again when it ends. */
export interface Stand {
  postgres: KeptAlive;
  /** Keeps nothing: whoever ends it has lost its data. */
  redis: KeptAlive;
  runtime: KeptAlive;
  worker: KeptAlive;
  generation: KeptAlive;
  database: StandDatabase;
  storage: Storage;
  jobs: Jobs;
}

/** What the parts are built from. */
interface Ground {
  dir: string;
  ports: Ports;
  storage: Environment;
  lifetime: Lifetime;
}

/** Starts a stand with servers of its own. Call it while tests are collected; it is gone at the end of the file. */
export const startStand = async (): Promise<Stand> => {
  const lifetime = createLifetime();
  afterAll(lifetime.end);
  try {
    return await build(lifetime);
  } catch (error) {
    await lifetime.end();
    throw error;
  }
};

const build = async (lifetime: Lifetime): Promise<Stand> => {
  const { path: dir, remove } = scratchDir('faults');
  lifetime.atEnd(remove);
  // The log files are gone when the test file ends.
  afterEach(({ task }) => void (task.result?.state === 'fail' && console.error(lastWords(dir))));
  const s3 = await startS3({ buckets: [BUCKET] });
  lifetime.atEnd(s3.stop);
  const storage = storageEnvironment(s3);
  const ground = { dir, ports: await findPorts(), storage, lifetime };
  const objects = createStorage(storage);
  lifetime.atEnd(() => objects.close());
  const [work, data] = await Promise.all([startWork(ground), startData(ground)]);
  return { ...work, ...data, storage: objects };
};

/** The worker waits for its runtime and for Redis by itself. */
const startWork = async ({ dir, ports, storage, lifetime }: Ground) => {
  const env = {
    runtime: simulatorEnvironment(ports, join(dir, 'runtime.json')),
    worker: workerEnvironment(ports, storage),
  };
  const [redis, runtime, worker] = await Promise.all([
    lifetime.keep(() => startRedis({ port: ports.redis })),
    lifetime.keep(() => startNamed('runtime', { dir, ports, env: env.runtime })),
    lifetime.keep(() => startNamed('worker', { dir, ports, env: env.worker })),
  ]);
  await setTiming(urlOf(ports.runtime));
  return { redis, runtime, worker };
};

const startData = async ({ dir, ports, storage, lifetime }: Ground) => {
  let url = '';
  const postgres = await lifetime.keep(async () => {
    // With its flushes: what it said is committed must be there after an immediate stop.
    const server = await startPostgres({ dataDir: join(dir, 'postgres'), port: ports.postgres });
    url = server.url;
    return server;
  });
  const database = await createDatabase(url);
  lifetime.atEnd(database.close);
  const token = await createAccount(database);
  const service = (name: 'generation' | 'gallery'): Promise<KeptAlive> => {
    const env = serviceEnvironment(name, { ports, storage, database });
    return lifetime.keep(() => startNamed(name, { dir, ports, env }));
  };
  const [generation] = await Promise.all([service('generation'), service('gallery')]);
  return { postgres, database, generation, jobs: createJobs(urlOf(ports.generation), token, database) };
};
