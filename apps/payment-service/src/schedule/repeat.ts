import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@pingvas/logger';

export interface RepeatedWork {
  name: string;
  everyMs: number;
  run: () => Promise<unknown>;
}

/** Ends the repetition, after the run that is on its way. */
export type EndRepetition = () => Promise<void>;

/** Runs at once, and again `everyMs` after each end; a run that fails is logged and has its next turn. */
export function repeat({ name, everyMs, run }: RepeatedWork, logger: Logger): EndRepetition {
  const stop = new AbortController();
  const loop = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      await run().catch((err: unknown) => logger.warn({ err, work: name }, 'Scheduled work failed'));
      await sleep(everyMs, undefined, { signal: stop.signal, ref: false }).catch(() => undefined);
    }
  };
  const running = loop();
  return () => {
    stop.abort();
    return running;
  };
}
