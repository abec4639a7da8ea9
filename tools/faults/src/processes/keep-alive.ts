import { setTimeout as sleep } from 'node:timers/promises';
import type { ServerProcess } from '@pingvas/local-servers';

/** A process that is started again whenever it ends, as a supervisor does. */
export interface KeptAlive {
  /** Sends a signal that ends the process; resolves when its successor is ready. */
  strike: (signal: NodeJS.Signals) => Promise<void>;
  /** Ends it for good. May be called twice. */
  stop: () => Promise<void>;
}

const STARTS = 5;
const PAUSE_MS = 300;
const STOP_TIMEOUT_MS = 5_000;

/**
 * Starts a process and keeps it alive. `start` resolves when the process is ready, each time on the same address, and leaves none
 * when it rejects. Rejects when the first start does; of a later one five tries are made.
 */
export const keepAlive = async (start: () => Promise<ServerProcess>): Promise<KeptAlive> => {
  let current = await start();
  let isStopping = false;
  let successor = nextReady();

  const live = async (): Promise<void> => {
    while (!isStopping) {
      await current.exited;
      // Takes away the scratch folder of the dead one.
      await current.stop();
      if (isStopping) return;
      current = await startAgain(start);
      const { resolve } = successor;
      successor = nextReady();
      resolve();
    }
  };
  const life = live().catch((error: unknown) => successor.reject(error));

  return {
    strike: (signal) => {
      const { promise } = successor;
      process.kill(current.pid, signal);
      return promise;
    },
    stop: async () => {
      isStopping = true;
      await current.stop(STOP_TIMEOUT_MS);
      await life;
      await current.stop(STOP_TIMEOUT_MS);
    },
  };
};

/** Nobody need wait for it. */
const nextReady = (): PromiseWithResolvers<void> => {
  const ready = Promise.withResolvers<void>();
  ready.promise.catch(() => undefined);
  return ready;
};

const startAgain = async (start: () => Promise<ServerProcess>): Promise<ServerProcess> => {
  for (let triesLeft = STARTS - 1; triesLeft > 0; triesLeft -= 1) {
    try {
      return await start();
    } catch {
      await sleep(PAUSE_MS);
    }
  }
  return start();
};
