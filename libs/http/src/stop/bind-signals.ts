import closeWithGrace from 'close-with-grace';
import type { FastifyBaseLogger } from 'fastify';
import { closeInPhases, type Phase } from './close-in-phases.ts';

const GRACE_MS = 1000;

/**
 * Runs the phases on SIGTERM, SIGINT, or an error that nobody caught, then ends the process: with 0 after a
 * clean stop, else with 1. A second
 * signal ends it at once.
 */
export function bindSignals(logger: FastifyBaseLogger, phases: readonly Phase[]): void {
  const limitMs = phases.reduce((sum, phase) => sum + phase.limitMs, GRACE_MS);
  closeWithGrace({ delay: limitMs, logger }, async ({ signal, err }) => {
    if (err) logger.fatal({ err }, 'Uncaught error');
    else logger.info({ signal }, 'Stopping');
    if (!(await closeInPhases(logger, phases))) throw new Error('The stop was not clean');
  });
}
