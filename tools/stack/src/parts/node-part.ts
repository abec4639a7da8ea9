import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { logTail, spawnServer } from '@pingvas/local-servers';
import type { ServerProcess } from '@pingvas/local-servers';
import type { Part } from '../supervisor/part.ts';
import { answers } from './answers.ts';

export interface NodePart extends Pick<Part, 'name' | 'phase' | 'logFile'> {
  /** The program, from the root of the repository. */
  entry: string;
  env: NodeJS.ProcessEnv;
  /** Answers 2xx when the part is ready. */
  readyUrl: string;
}

const ROOT = new URL('../../../../', import.meta.url);
const READY_TIMEOUT_MS = 60_000;

/** Absolute path of a file of the repository. */
export const inRepository = (path: string): string => fileURLToPath(new URL(path, ROOT));

/** A part that is a Node program of this repository with an HTTP address. */
export const nodePart = ({ entry, env, readyUrl, ...part }: NodePart): Part => ({
  ...part,
  start: async (halt) => {
    const server = await spawnServer({
      command: process.execPath,
      args: [inRepository(entry)],
      cwd: inRepository('.'),
      env,
      logFile: part.logFile,
    });
    if (await becomesReady(server, readyUrl, halt)) return server;
    await server.stop();
    throw new Error(`${part.name} did not start. Its last words (${part.logFile}):\n${logTail(part.logFile, 25)}`);
  },
});

const becomesReady = async (server: ServerProcess, url: string, halt: AbortSignal): Promise<boolean> => {
  const end = Date.now() + READY_TIMEOUT_MS;
  let ended = false;
  void server.exited.then(() => (ended = true));
  while (!ended && !halt.aborted && Date.now() < end) {
    if (await answers(url)) return !ended;
    await sleep(50);
  }
  return false;
};
