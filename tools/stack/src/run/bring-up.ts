import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { bootstrapEnvironment, migrate } from '@pingvas/db';
import { findRedis, redisSources } from '@pingvas/local-servers';
import type { Settings } from '../environment.ts';
import { environmentOf, urlOf } from '../environment.ts';
import { answers } from '../parts/answers.ts';
import {
  gatewayPart,
  mailPart,
  postgresPart,
  redisPart,
  s3Part,
  servicePart,
  simulatorPart,
  workerPart,
} from '../parts/parts.ts';
import { runTask } from '../parts/run-task.ts';
import type { Ports } from '../ports/plan.ts';
import { SERVICES } from '../ports/plan.ts';
import type { Secrets } from '../state/secrets.ts';
import type { StackDir } from '../state/stack-dir.ts';
import type { Supervisor } from '../supervisor/create-supervisor.ts';
import type { Part } from '../supervisor/part.ts';
import type { Printer } from '../terminal/printer.ts';
import { DATABASE, ENVIRONMENT, realRuntimes, settingsOf } from './settings.ts';

export interface BringUp {
  outer: NodeJS.ProcessEnv;
  dir: StackDir;
  secrets: Secrets;
  ports: Ports;
  workers: number;
  keepData: boolean;
  supervisor: Supervisor;
  printer: Printer;
}

export interface Running {
  settings: Settings;
  postgresUrl: string;
}

const WORKERS_TIMEOUT_MS = 120_000;

/** Starts every part in the order they need each other. Rejects with a sentence for people when one does not come up. */
export const bringUp = async (how: BringUp): Promise<Running> => {
  const [postgresUrl = '', redisUrl = ''] = await all([startDatabase(how), startQueue(how)]);
  const settings = settingsOf(how.outer, { ...how, servers: { postgresUrl, redisUrl } });
  const start = (part: Part): Promise<void> => how.printer.step(part.name, how.supervisor.start(part));
  const { logFile } = how.dir;
  await all([
    prepareDatabase(how, settings, postgresUrl),
    start(s3Part(settings, logFile)),
    start(mailPart(settings, logFile)),
    ...(realRuntimes(how.outer).length > 0
      ? []
      : times(how.workers, (at) => start(simulatorPart(settings, at, logFile)))),
  ]);
  await all(SERVICES.map((service) => start(servicePart(settings, service, logFile))));
  await all([
    ...times(how.workers, (at) => start(workerPart(settings, at, logFile))),
    start(gatewayPart(settings, logFile)),
  ]);
  await how.printer.step('runtimes prepared', workersReady(settings, how.workers));
  return { settings, postgresUrl };
};

/**
 * A worker is alive at once and ready when it has prepared its runtime; until then it takes no job. Waited for here and not at
 * each restart: a worker whose runtime hangs must wait for it, not be started again and again.
 */
const workersReady = async ({ ports }: Settings, workers: number): Promise<void> => {
  const end = Date.now() + WORKERS_TIMEOUT_MS;
  for (const port of ports.workers.slice(0, workers)) {
    while (!(await answers(`${urlOf(port)}/readyz`))) {
      if (Date.now() > end)
        throw new Error(`A worker could not prepare its runtime in ${WORKERS_TIMEOUT_MS / 1_000} s.`);
      await sleep(50);
    }
  }
};

const startDatabase = async ({ supervisor, printer, dir, secrets, ports, keepData }: BringUp): Promise<string> => {
  const port = ports.postgres;
  const place = { dataDir: join(dir.data, 'postgres'), port, password: secrets.postgresPassword, fresh: !keepData };
  await printer.step('postgres', supervisor.start(postgresPart(place, dir.logFile)));
  return `postgres://postgres:${encodeURIComponent(secrets.postgresPassword)}@127.0.0.1:${port}/postgres`;
};

/** A Redis of the caller's (REDIS_URL) is used as it is and is no part of the stack. */
const startQueue = async ({ outer, supervisor, printer, dir, ports }: BringUp): Promise<string> => {
  const given = outer['REDIS_URL'];
  if (given) return given;
  const port = ports.redis;
  const log = (line: string) => printer.line(`  … ${line}`);
  const program = await findRedis(redisSources({ log }));
  const part = redisPart({ program, port, dir: join(dir.data, 'redis') }, dir.logFile);
  await printer.step('redis', supervisor.start(part));
  return `redis://127.0.0.1:${port}`;
};

const prepareDatabase = async (
  { printer, secrets, dir }: BringUp,
  settings: Settings,
  superuserUrl: string,
): Promise<void> => {
  const passwords = secrets.rolePasswords;
  const migrated = async (): Promise<string[]> => {
    await bootstrapEnvironment({ superuserUrl, database: DATABASE, env: ENVIRONMENT, passwords });
    return migrate({ ownerUrl: settings.databaseUrlOf('owner'), schema: settings.schema });
  };
  await printer.step('migrations', migrated(), (names) => `${names.length} applied`);
  const seed = (name: string, entry: string, env: NodeJS.ProcessEnv): Promise<void> =>
    printer.step(name, runTask({ name, entry, env, logFile: dir.logFile(name) }));
  await all([
    seed('seed-models', 'apps/model-service/src/seed/main.ts', environmentOf.modelSeed(settings)),
    seed('seed-admin', 'apps/user-service/src/seed/main.ts', environmentOf.adminSeed(settings)),
  ]);
};

const times = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, at) => make(at));

/** As Promise.all, but the others are awaited before the first failure is thrown: nothing starts behind a stop. */
const all = async <T>(work: readonly Promise<T>[]): Promise<T[]> => {
  await Promise.allSettled(work);
  return Promise.all(work);
};
