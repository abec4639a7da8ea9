import { join } from 'node:path';
import { logTail } from '@pingvas/local-servers';
import type { ServerProcess } from '@pingvas/local-servers';
import { startProgram } from '../processes/start-program.ts';
import type { Environment } from './environment.ts';
import type { Ports } from './ports.ts';
import { urlOf } from './ports.ts';

const PROGRAMS = {
  runtime: { entry: 'libs/invokeai/simulator/main.ts', readyPath: '/api/v1/app/version' },
  generation: { entry: 'apps/generation-service/src/main.ts', readyPath: '/readyz' },
  gallery: { entry: 'apps/gallery-service/src/main.ts', readyPath: '/readyz' },
  worker: { entry: 'apps/gpu-worker/src/main.ts', readyPath: '/readyz' },
} as const;
export type ProgramName = keyof typeof PROGRAMS;

const logFileOf = (dir: string, name: ProgramName): string => join(dir, `${name}.log`);

/** Starts a program of the stand; its output goes to a file in `dir`. */
export const startNamed = (
  name: ProgramName,
  { dir, ports, env }: { dir: string; ports: Ports; env: Environment },
): Promise<ServerProcess> => {
  const { entry, readyPath } = PROGRAMS[name];
  return startProgram({ entry, env, logFile: logFileOf(dir, name), readyUrl: `${urlOf(ports[name])}${readyPath}` });
};

/** What the programs said last. */
export const lastWords = (dir: string): string =>
  (['generation', 'gallery', 'worker', 'runtime'] as const)
    .map((name) => `${name}:\n${logTail(logFileOf(dir, name), 30)}`)
    .join('\n\n');
