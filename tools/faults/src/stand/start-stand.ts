import { join } from 'node:path';
import { logTail, scratchDir, startPostgres, startRedis, startS3 } from '@pingvas/local-servers';
import type { LocalS3 } from '@pingvas/local-servers';
import { createStorage } from '@pingvas/storage';
import type { Storage } from '@pingvas/storage';
import { afterAll, afterEach } from 'vitest';
import type { KeptAlive } from '../processes/keep-alive.ts';
import { keepAlive } from '../processes/keep-alive.ts';
import { startProgram } from '../processes/start-program.ts';
import { createAccount } from './account.ts';
import type { StandDatabase } from './database.ts';
import { createDatabase } from './database.ts';
import type { Environment } from './environment.ts';
import { BUCKET, environmentsOf } from './environment.ts';
import type { Jobs } from './jobs.ts';
import { createJobs } from './jobs.ts';
import type { Ports } from './ports.ts';
import { findPorts, urlOf } from './ports.ts';

/** The path of a job as it is in production: each part a process of its own that is started again when it ends. */
export interface Stand {
  postgres: KeptAlive;
  /** Keeps nothing: whoever ends it has lost its data. */
  redis: KeptAlive;
  runtime: KeptAlive;
  service: KeptAlive;
  worker: KeptAlive;
  database: StandDatabase;
  storage: Storage;
  jobs: Jobs;
}

/** One picture takes a good second. */
const TIMING = { step_ms: 90, load_ms: 200, fixed_ms: 50, pickup_ms: 50 };
const WORDS_OF = ['service', 'worker', 'runtime'] as const;

type Closers = (() => unknown)[];

/** Starts a stand with servers of its own. Call it while tests are collected; it is gone at the end of the file. */
export const startStand = async (): Promise<Stand> => {
  const closers: Closers = [];
  const close = async (): Promise<void> => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  afterAll(close);
  try {
    return await build(closers);
  } catch (error) {
    await close();
    throw error;
  }
};

const build = async (closers: Closers): Promise<Stand> => {
  const scratch = scratchDir('faults');
  closers.push(scratch.remove);
  const ports = await findPorts();
  const { s3, postgresUrl, ...servers } = await startServers(scratch.path, ports, closers);
  const database = await createDatabase(postgresUrl);
  closers.push(database.close);
  const environments = environmentsOf({
    ports,
    s3,
    databaseUrl: database.urls.generation,
    schema: database.schema,
    simulatorState: join(scratch.path, 'simulator.json'),
  });
  const token = await createAccount(database);
  const programs = await startPrograms(scratch.path, ports, environments, closers);
  const storage = createStorage(environments.storage);
  closers.push(() => storage.close());
  showWordsOfFailures(scratch.path);
  return { ...servers, ...programs, database, storage, jobs: createJobs(urlOf(ports.service), token, database) };
};

/** The log files are gone when the file ends. */
const showWordsOfFailures = (dir: string): void =>
  afterEach(({ task }) => {
    if (task.result?.state !== 'fail') return;
    for (const name of WORDS_OF) console.error(`${name}:\n${logTail(logFileOf(dir, name), 30)}`);
  });

const startServers = async (dir: string, ports: Ports, closers: Closers) => {
  const s3: LocalS3 = await startS3({ buckets: [BUCKET] });
  closers.push(s3.stop);
  const dataDir = join(dir, 'postgres');
  const keep = keeper(closers);
  let postgresUrl = '';
  const [postgres, redis] = await Promise.all([
    keep(async () => {
      // With its flushes: what it said is committed must be there after an immediate stop.
      const server = await startPostgres({ dataDir, port: ports.postgres });
      postgresUrl = server.url;
      return server;
    }),
    keep(() => startRedis({ port: ports.redis })),
  ]);
  return { s3, postgres, redis, postgresUrl };
};

const startPrograms = async (
  dir: string,
  ports: Ports,
  environments: Record<'service' | 'worker' | 'simulator', Environment>,
  closers: Closers,
) => {
  const keep = keeper(closers);
  const program = (name: keyof Ports, entry: string, env: Environment, path: string) =>
    keep(() => startProgram({ entry, env, logFile: logFileOf(dir, name), readyUrl: `${urlOf(ports[name])}${path}` }));
  const [runtime, service, worker] = await Promise.all([
    program('runtime', 'libs/invokeai/simulator/main.ts', environments.simulator, '/api/v1/app/version'),
    program('service', 'apps/generation-service/src/main.ts', environments.service, '/readyz'),
    program('worker', 'apps/gpu-worker/src/main.ts', environments.worker, '/readyz'),
  ]);
  await fetch(`${urlOf(ports.runtime)}/sim/timing`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(TIMING),
  });
  return { runtime, service, worker };
};

const keeper =
  (closers: Closers) =>
  (start: Parameters<typeof keepAlive>[0]): Promise<KeptAlive> => {
    const kept = keepAlive(start);
    // Noted before it is ready: another part's failure must not leave it behind.
    closers.push(async () => (await kept.catch(() => undefined))?.stop());
    return kept;
  };

const logFileOf = (dir: string, name: keyof Ports): string => join(dir, `${name}.log`);
