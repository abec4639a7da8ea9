import type { Logger } from '@pingvas/logger';
import type { Metrics } from '@pingvas/metrics';

/** Background work that is done again and again. It may run on several replicas at once, and twice in a row. */
export interface ScheduledWork {
  name: string;
  everyMs: number;
  /** `signal` aborts when the process stops: long work ends at its next safe point. */
  run: (signal: AbortSignal) => Promise<unknown>;
}

export interface Schedule {
  /** Begins nothing any more; resolves when what runs has ended. */
  close(): Promise<void>;
}

/**
 * Runs each work at once and then once in its period, never twice at a time in this process. One that fails is logged and counted
 * and has its next turn.
 */
export function startSchedule(
  works: readonly ScheduledWork[],
  { logger, metrics }: { logger: Logger; metrics: Metrics },
): Schedule {
  const stop = new AbortController();
  const running = new Map<string, Promise<void>>();
  const turn = createTurn(logger, metrics, stop.signal);
  const begin = (work: ScheduledWork): void => {
    if (running.has(work.name)) return;
    const run = turn(work).finally(() => running.delete(work.name));
    running.set(work.name, run);
  };
  works.forEach(begin);
  const timers = works.map((work) => setInterval(() => begin(work), work.everyMs).unref());
  return {
    async close() {
      timers.forEach((timer) => clearInterval(timer));
      stop.abort();
      await Promise.all(running.values());
    },
  };
}

/** @returns a function that runs a work and never rejects */
function createTurn(logger: Logger, metrics: Metrics, signal: AbortSignal) {
  const runs = metrics.counter({
    name: 'scheduled_runs_total',
    help: 'Runs of scheduled work that ended',
    labelNames: ['work', 'outcome'],
  });
  const lastSuccess = metrics.gauge({
    name: 'scheduled_last_success_timestamp_seconds',
    help: 'When a scheduled work last ended well in this process',
    labelNames: ['work'],
  });
  return async ({ name: work, run }: ScheduledWork): Promise<void> => {
    try {
      await run(signal);
      runs.inc({ work, outcome: 'completed' });
      lastSuccess.setToCurrentTime({ work });
    } catch (error) {
      runs.inc({ work, outcome: 'failed' });
      logger.warn({ err: error, work }, 'Scheduled work failed');
    }
  };
}
