import type { Logger } from '@pingvas/logger';
import type { Metrics } from '@pingvas/metrics';
import type { Redis } from '@pingvas/redis';
import { startSchedule, type Schedule, type ScheduledWork } from '@pingvas/schedule';
import type { Purge } from '../trash/purge.ts';
import type { ObjectSweep } from './object-sweep.ts';
import { takeTurn } from './take-turn.ts';

const PURGE_EVERY_MS = 60_000;
const OBJECTS_EVERY_MS = 3_600_000;
/** Of a period: a timer that fires a moment early still gets its turn. */
const TURN_SHARE = 0.9;

interface Parts {
  config: { ORPHAN_OBJECT_AGE_SECONDS: number };
  redis: Redis;
  metrics: Metrics;
  logger: Logger;
  purge: Purge;
  sweepObjects: ObjectSweep;
}

/** Runs each sweep at once and then once in its period, on one of the replicas. */
export function startSweeps(parts: Parts): Schedule {
  const { config, purge, redis, sweepObjects } = parts;
  const inTurn = ({ name, everyMs, run }: ScheduledWork): ScheduledWork => ({
    name,
    everyMs,
    async run(signal) {
      if (await takeTurn(redis, name, Math.ceil(everyMs * TURN_SHARE))) await run(signal);
    },
  });
  const sweeps: ScheduledWork[] = [
    { name: 'purge', everyMs: PURGE_EVERY_MS, run: (signal) => purge.due(signal) },
    {
      name: 'objects',
      everyMs: Math.min(OBJECTS_EVERY_MS, config.ORPHAN_OBJECT_AGE_SECONDS * 1_000),
      run: sweepObjects,
    },
  ];
  return startSchedule(sweeps.map(inTurn), parts);
}
