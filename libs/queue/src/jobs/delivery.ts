import type { JobsOptions, WorkerOptions } from 'bullmq';
import type { Delivery } from './catalogue.ts';

const FIRST_RETRY_MS = 250;
const LONGEST_RETRY_MS = 15_000;

/** 250 ms, doubling, at most 15 s. */
export const retryDelayMs = (attempt: number): number =>
  Math.min(FIRST_RETRY_MS * 2 ** Math.min(attempt - 1, 16), LONGEST_RETRY_MS);

/** How a job is put. With the delays above 240 attempts are an hour; what is lost after that, the sweeps repair. */
export const jobOptions: Readonly<Record<Delivery, JobsOptions>> = {
  once: { attempts: 1, removeOnComplete: true, removeOnFail: true },
  'until-applied': { attempts: 240, backoff: { type: 'bounded' }, removeOnComplete: true, removeOnFail: true },
};

type Recovery = Pick<WorkerOptions, 'lockDuration' | 'stalledInterval' | 'maxStalledCount'>;

/**
 * What becomes of a job whose process died: its lock runs out, then a check within `stalledInterval` ends it (`once`)
 * or offers it again (`until-applied`: within 15 s).
 */
export const recovery: Readonly<Record<Delivery, Recovery>> = {
  once: { lockDuration: 30_000, stalledInterval: 15_000, maxStalledCount: 0 },
  'until-applied': { lockDuration: 10_000, stalledInterval: 5_000, maxStalledCount: 100 },
};
