import { statfsSync } from 'node:fs';
import { isFree } from '@pingvas/local-servers';
import { answers } from './parts/answers.ts';
import { holderOf } from './ports/holder.ts';
import type { KnownPort } from './ports/plan.ts';

const NEEDED_BYTES = 2_000_000_000;

/** Throws in one sentence when the disk of `dir` has less than 2 GB left. */
export const demandDisk = (dir: string, freeBytes = freeBytesOf(dir)): void => {
  if (freeBytes >= NEEDED_BYTES) return;
  const free = (freeBytes / 1e9).toFixed(1);
  throw new Error(`Not enough disk: ${dir} has ${free} GB left and the stack needs 2 GB. Free some, or set STACK_DIR.`);
};

const freeBytesOf = (dir: string): number => {
  const { bavail, bsize } = statfsSync(dir);
  return bavail * bsize;
};

/** Throws in one sentence when there are fewer real runtimes than workers, or one of them does not answer. */
export const demandRuntimes = async (urls: readonly string[], workers: number): Promise<void> => {
  if (urls.length > 0 && workers > urls.length) {
    throw new Error(
      `--workers ${workers} needs ${workers} runtimes, and INVOKEAI_URL names ${urls.length}: a worker drives a runtime of its own (name several with commas).`,
    );
  }
  for (const url of urls) {
    if (await answers(`${url}/api/v1/app/version`)) continue;
    throw new Error(
      `No InvokeAI answers at ${url}: start it (npm run runtime), or leave INVOKEAI_URL out to use the simulator.`,
    );
  }
};

/** Throws in one sentence when one of the ports is taken: by whom, and how to take another. */
export const demandPorts = async (ports: readonly KnownPort[]): Promise<void> => {
  for (const { part, port, variable } of ports) {
    if (await isFree(port)) continue;
    const holder = (await holderOf(port)) ?? 'another process';
    throw new Error(
      `Port ${port}, meant for the ${part}, is in use by ${holder}: stop it, or choose another port with ${variable}=…, or move all with PORT_BASE=… (8000 by default).`,
    );
  }
};
