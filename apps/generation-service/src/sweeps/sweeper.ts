import type { Logger } from '@pingvas/logger';

export interface Sweep {
  name: string;
  everyMs: number;
  run: () => Promise<unknown>;
}

/** Runs each sweep at once and then again and again, never twice at a time; one that fails is logged and has its next turn. */
export interface Sweeper {
  close(): Promise<void>;
}

export function startSweeps(sweeps: readonly Sweep[], logger: Logger): Sweeper {
  const running = new Map<string, Promise<void>>();
  const turn = ({ name, run }: Sweep): void => {
    if (running.has(name)) return;
    const work = run()
      .then(() => undefined)
      .catch((error: unknown) => logger.warn({ err: error, sweep: name }, 'sweep failed'))
      .finally(() => running.delete(name));
    running.set(name, work);
  };
  sweeps.forEach(turn);
  const timers = sweeps.map((sweep) => setInterval(() => turn(sweep), sweep.everyMs).unref());
  return {
    async close() {
      timers.forEach((timer) => clearInterval(timer));
      await Promise.all(running.values());
    },
  };
}
