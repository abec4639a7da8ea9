import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { logTail, spawnServer } from '@pingvas/local-servers';
import type { ServerProcess } from '@pingvas/local-servers';

export interface Program {
  /** From the root of the repository. */
  entry: string;
  env: NodeJS.ProcessEnv;
  logFile: string;
  /** Answers 2xx when the program is ready. */
  readyUrl: string;
}

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const READY_TIMEOUT_MS = 45_000;
const PROBE_TIMEOUT_MS = 2_000;

/** Starts a Node program of this repository; rejects with its last words unless it is ready in time. */
export const startProgram = async ({ entry, env, logFile, readyUrl }: Program): Promise<ServerProcess> => {
  const server = await spawnServer({
    command: process.execPath,
    args: [entry],
    cwd: ROOT,
    env,
    logFile,
  });
  if (await becomesReady(server, readyUrl)) return server;
  await server.stop();
  throw new Error(`${entry} did not start. Its last words:\n${logTail(logFile)}`);
};

const becomesReady = async (server: ServerProcess, url: string): Promise<boolean> => {
  const end = Date.now() + READY_TIMEOUT_MS;
  let ended = false;
  void server.exited.then(() => (ended = true));
  while (!ended && Date.now() < end) {
    if (await answers(url)) return true;
    await sleep(50);
  }
  return false;
};

const answers = async (url: string): Promise<boolean> => {
  try {
    const { ok, body } = await fetch(url, { signal: AbortSignal.timeout(PROBE_TIMEOUT_MS) });
    await body?.cancel();
    return ok;
  } catch {
    return false;
  }
};
