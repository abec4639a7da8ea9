import { logTail, spawnServer } from '@pingvas/local-servers';
import { inRepository } from './node-part.ts';

export interface Task {
  name: string;
  /** The program, from the root of the repository. */
  entry: string;
  env: NodeJS.ProcessEnv;
  logFile: string;
}

const TIMEOUT_MS = 60_000;

/** Runs a Node program of this repository to its end. Rejects with its last words unless it ends with status 0 in a minute. */
export const runTask = async ({ name, entry, env, logFile }: Task): Promise<void> => {
  const running = await spawnServer({
    command: process.execPath,
    args: [inRepository(entry)],
    cwd: inRepository('.'),
    env,
    logFile,
  });
  const timer = setTimeout(() => void running.stop(0), TIMEOUT_MS);
  const { code } = await running.exited;
  clearTimeout(timer);
  if (code !== 0) throw new Error(`${name} failed. Its last words (${logFile}):\n${logTail(logFile, 25)}`);
};
