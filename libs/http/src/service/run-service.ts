import { setTimeout as sleep } from 'node:timers/promises';
import type { HttpConfig } from '@pingvas/config';
import { bindSignals } from '../stop/bind-signals.ts';
import type { Phase } from '../stop/close-in-phases.ts';
import type { ServiceApp } from './create-service.ts';

const HTTP_LIMIT_MS = 10_000;
const DRAIN_GRACE_MS = 1000;

interface RunOptions {
  config: Pick<HttpConfig, 'HOST' | 'PORT'>;
  /**
   * How long it still serves after `/readyz` says no, so that load balancers have noticed; 0 where there is none.
   */
  drainMs?: number;
  /** What is left after the last answer: workers, then clients. */
  phases: readonly Phase[];
}

/**
 * Listens, and stops in order on a signal: not ready, no new connections, answers finished, then `phases`.
 * @returns the address it listens on
 */
export async function runService(app: ServiceApp, { config, drainMs = 0, phases }: RunOptions): Promise<string> {
  bindSignals(app.log, [
    { name: 'readiness', limitMs: drainMs + DRAIN_GRACE_MS, run: () => (app.beginStop(), sleep(drainMs)) },
    { name: 'http', limitMs: HTTP_LIMIT_MS, run: () => app.close() },
    ...phases,
  ]);
  return app.listen({ host: config.HOST, port: config.PORT });
}
