import { setTimeout as sleep } from 'node:timers/promises';
import { logTail } from '@pingvas/local-servers';
import type { Exit, ServerProcess } from '@pingvas/local-servers';
import type { Part } from './part.ts';
import { createPatience } from './patience.ts';

export interface LifeEvents {
  /** Once for each start that became ready, the first one included. */
  onReady: (pid: number) => void;
  onDeath: (words: string) => void;
  /** The part keeps dying, or cannot be started again. */
  onGivenUp: (error: Error) => void;
}

export interface KeptAlive {
  /** Ends the process, after the halt; resolves when it is gone. May be called twice. */
  stop: (timeoutMs: number) => Promise<void>;
}

/** Starts a part and starts it again whenever it ends, until `halt`. Rejects when the first start fails. */
export const keepAlive = async (part: Part, events: LifeEvents, halt: AbortSignal): Promise<KeptAlive> => {
  let current = await part.start(halt);
  events.onReady(current.pid);
  const life = live(part, events, halt, current, (next) => (current = next));
  return {
    stop: async (timeoutMs) => {
      await current.stop(timeoutMs);
      await life;
      await current.stop(timeoutMs);
    },
  };
};

const live = async (
  part: Part,
  events: LifeEvents,
  halt: AbortSignal,
  first: ServerProcess,
  changed: (next: ServerProcess) => void,
): Promise<void> => {
  const patience = createPatience();
  let running: ServerProcess | undefined = first;
  while (!halt.aborted) {
    const words = running ? wordsOf(await running.exited) : 'could not start';
    if (halt.aborted) return;
    const waitMs = patience.afterDeath(Date.now());
    if (waitMs === undefined) return events.onGivenUp(keepsDying(part));
    events.onDeath(words);
    await sleep(waitMs, undefined, { signal: halt }).catch(() => undefined);
    running = halt.aborted ? undefined : await part.start(halt).catch(() => undefined);
    if (!running) continue;
    changed(running);
    patience.afterReady();
    events.onReady(running.pid);
  }
};

const wordsOf = ({ code, signal }: Exit): string =>
  signal === null ? `ended with status ${code}` : `was ended by ${signal}`;

const keepsDying = ({ name, logFile }: Part): Error =>
  new Error(`The part ${name} keeps dying. Its last words (${logFile}):\n${logTail(logFile, 25)}`);
