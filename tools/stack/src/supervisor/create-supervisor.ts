import type { ProcessState } from '../state/stack-file.ts';
import type { KeptAlive } from './keep-alive.ts';
import { keepAlive } from './keep-alive.ts';
import type { Part } from './part.ts';
import { STOP_PHASES } from './part.ts';

export interface SupervisorOptions {
  /** A process came or was replaced. */
  onChange: (processes: Record<string, ProcessState>) => void;
  /** Something people should read while the stack runs. */
  log: (line: string) => void;
  /** A part cannot be kept alive: the stack should stop. */
  onGivenUp: (error: Error) => void;
}

export interface Supervisor {
  /** Starts a part for good. Rejects when it does not become ready the first time, or when the stop has begun. */
  start: (part: Part) => Promise<void>;
  /** Stops everything, phase by phase; each part gets `timeoutMs` before it is killed. May be called twice. */
  stop: (timeoutMs: number) => Promise<void>;
}

export const createSupervisor = ({ onChange, log, onGivenUp }: SupervisorOptions): Supervisor => {
  const processes: Record<string, ProcessState> = {};
  const kept: { part: Part; life: Promise<KeptAlive> }[] = [];
  const halt = new AbortController();

  const noteReady = (name: string, pid: number): void => {
    const before = processes[name];
    if (before) log(`${name} is back (process ${pid})`);
    processes[name] = { pid, restarts: before ? before.restarts + 1 : 0 };
    onChange({ ...processes });
  };

  return {
    start: async (part) => {
      if (halt.signal.aborted) throw new Error(`${part.name} not started: the stack stops`);
      const events = {
        onReady: (pid: number) => noteReady(part.name, pid),
        onDeath: (words: string) => log(`${part.name} ${words}, starting it again`),
        onGivenUp,
      };
      const life = keepAlive(part, events, halt.signal);
      kept.push({ part, life });
      await life;
    },
    stop: async (timeoutMs) => {
      halt.abort();
      for (const phase of STOP_PHASES) {
        const due = kept.filter(({ part }) => part.phase === phase);
        await Promise.all(due.map(async ({ life }) => (await life.catch(() => undefined))?.stop(timeoutMs)));
      }
    },
  };
};
