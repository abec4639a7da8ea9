import { startPostgres, startRedis } from '@pingvas/local-servers';
import type { Settings } from '../environment.ts';
import { environmentOf, urlOf } from '../environment.ts';
import type { ServiceName } from '../ports/plan.ts';
import type { StackDir } from '../state/stack-dir.ts';
import type { Part } from '../supervisor/part.ts';
import { nodePart } from './node-part.ts';

type LogFile = StackDir['logFile'];

export interface PostgresPlace {
  dataDir: string;
  port: number;
  password: string;
  fresh: boolean;
}

/** Only the first start may be a fresh one: a restart finds the data it had. */
export const postgresPart = ({ fresh, ...place }: PostgresPlace, logFile: LogFile): Part => {
  let isFirst = true;
  const name = 'postgres';
  const start = async () => {
    const server = await startPostgres({ ...place, logFile: logFile(name), fresh: fresh && isFirst });
    isFirst = false;
    return server;
  };
  return { name, phase: 'data', logFile: logFile(name), start };
};

export const redisPart = (place: { program: string; dir: string; port: number }, logFile: LogFile): Part => {
  const name = 'redis';
  return { name, phase: 'data', logFile: logFile(name), start: () => startRedis({ ...place, logFile: logFile(name) }) };
};

export const s3Part = (settings: Settings, logFile: LogFile): Part =>
  nodePart({
    name: 's3',
    phase: 'data',
    logFile: logFile('s3'),
    entry: 'libs/local-servers/src/s3/main.ts',
    env: environmentOf.s3(settings),
    readyUrl: `${urlOf(settings.ports.s3)}/healthz`,
  });

export const mailPart = (settings: Settings, logFile: LogFile): Part =>
  nodePart({
    name: 'mail',
    phase: 'outside',
    logFile: logFile('mail'),
    entry: 'libs/local-servers/src/mail/main.ts',
    env: environmentOf.mail(settings),
    readyUrl: `${urlOf(settings.ports.mail)}/healthz`,
  });

export const simulatorPart = (settings: Settings, index: number, logFile: LogFile): Part => {
  const name = `runtime-${index + 1}`;
  return nodePart({
    name,
    phase: 'outside',
    logFile: logFile(name),
    entry: 'libs/invokeai/simulator/main.ts',
    env: environmentOf.simulator(settings, index),
    readyUrl: `${urlOf(settings.ports.runtimes[index] ?? 0)}/api/v1/app/version`,
  });
};

export const servicePart = (settings: Settings, service: ServiceName, logFile: LogFile): Part => {
  const name = `${service}-service`;
  return nodePart({
    name,
    phase: 'work',
    logFile: logFile(name),
    entry: `apps/${name}/src/main.ts`,
    env: environmentOf.service(settings, service),
    readyUrl: `${urlOf(settings.ports.services[service])}/readyz`,
  });
};

export const workerPart = (settings: Settings, index: number, logFile: LogFile): Part => {
  const name = `gpu-worker-${index + 1}`;
  return nodePart({
    name,
    phase: 'work',
    logFile: logFile(name),
    entry: 'apps/gpu-worker/src/main.ts',
    env: environmentOf.worker(settings, index),
    readyUrl: `${urlOf(settings.ports.workers[index] ?? 0)}/healthz`,
  });
};

export const gatewayPart = (settings: Settings, logFile: LogFile): Part =>
  nodePart({
    name: 'gateway',
    phase: 'edge',
    logFile: logFile('gateway'),
    entry: 'tools/stack/src/gateway/main.ts',
    env: environmentOf.gateway(settings),
    readyUrl: `${urlOf(settings.ports.gateway)}/healthz`,
  });
