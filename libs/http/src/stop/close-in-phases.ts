import type { FastifyBaseLogger } from 'fastify';
import { within } from '../wire/within.ts';

/** One step of a stop: what it is called, what it does, how long it may take. */
export interface Phase {
  name: string;
  limitMs: number;
  run: () => unknown;
}

/**
 * Stops in order: intake, then work, then clients. A phase that fails or takes too long is logged and left behind; the next
 * ones still run.
 * @returns whether every phase ended well
 */
export async function closeInPhases(
  logger: Pick<FastifyBaseLogger, 'info' | 'error'>,
  phases: readonly Phase[],
): Promise<boolean> {
  let clean = true;
  for (const { name, limitMs, run } of phases) {
    try {
      await within(limitMs, Promise.resolve().then(run));
      logger.info({ phase: name }, 'Stopped');
    } catch (err) {
      clean = false;
      logger.error({ err, phase: name }, 'Did not stop in order');
    }
  }
  return clean;
}
