import type { Logger } from '@pingvas/logger';
import type { Metrics } from '@pingvas/metrics';
import type { Redis } from '@pingvas/redis';
import type { Purge } from '../trash/purge.ts';
import type { ObjectSweep } from './object-sweep.ts';
import { takeTurn } from './take-turn.ts';

const PURGE_EVERY_MS = 60_000;
const OBJECTS_EVERY_MS = 3_600_000;
/** Of a period: a timer that fires a moment early still gets its turn. */
const TURN_SHARE = 0.9;

export interface Sweeps {
  /** Begins nothing any more; resolves when what runs has ended. */
  close(): Promise<void>;
}

interface Parts {
  config: { ORPHAN_OBJECT_AGE_SECONDS: number };
  redis: Redis;
  metrics: Metrics;
  logger: Logger;
  purge: Purge;
  sweepObjects: ObjectSweep;
}

interface Sweep {
  name: string;
  everyMs: number;
  run: (signal: AbortSignal) => Promise<void>;
}

/** Runs each sweep at once and then once in its period, on one of the replicas. One that fails is logged and has its next turn. */
export function startSweeps(parts: Parts): Sweeps {
  const stop = new AbortController();
  const running = new Map<string, Promise<void>>();
  const turn = createTurn(parts, stop.signal);
  const timers = sweepsOf(parts).map((sweep) => {
    const begin = (): void => {
      if (!running.has(sweep.name))
        running.set(
          sweep.name,
          turn(sweep).finally(() => running.delete(sweep.name)),
        );
    };
    begin();
    return setInterval(begin, sweep.everyMs);
  });
  return {
    async close() {
      timers.forEach((timer) => clearInterval(timer));
      stop.abort();
      await Promise.all(running.values());
    },
  };
}

const sweepsOf = ({ config, purge, sweepObjects }: Parts): Sweep[] => [
  { name: 'purge', everyMs: PURGE_EVERY_MS, run: (signal) => purge.due(signal) },
  {
    name: 'objects',
    everyMs: Math.min(OBJECTS_EVERY_MS, config.ORPHAN_OBJECT_AGE_SECONDS * 1_000),
    run: sweepObjects,
  },
];

/** @returns a function that runs a sweep if it is this replica's turn, and never rejects */
function createTurn({ redis, metrics, logger }: Parts, signal: AbortSignal) {
  const runs = metrics.counter({ name: 'sweeps_total', help: 'Sweeps that ended', labelNames: ['sweep', 'outcome'] });
  const lastSuccess = metrics.gauge({
    name: 'sweep_last_success_timestamp_seconds',
    help: 'When a sweep last ended well on this replica',
    labelNames: ['sweep'],
  });
  return async ({ name: sweep, everyMs, run }: Sweep): Promise<void> => {
    try {
      if (!(await takeTurn(redis, sweep, Math.ceil(everyMs * TURN_SHARE)))) return;
      await run(signal);
      runs.inc({ sweep, outcome: 'completed' });
      lastSuccess.setToCurrentTime({ sweep });
    } catch (error) {
      runs.inc({ sweep, outcome: 'failed' });
      logger.warn({ err: error, sweep }, 'Sweep failed');
    }
  };
}
