import type { FastifyInstance } from 'fastify';
import { within } from '../wire/within.ts';

/** Throws when the part cannot be used. */
export type ReadinessCheck = () => Promise<unknown>;

const CHECK_TIMEOUT_MS = 2000;

interface HealthOptions {
  checks: Readonly<Record<string, ReadinessCheck>>;
  isStopping: () => boolean;
}

/** `/healthz`: the process lives. `/readyz`: it can serve, until a stop begins (API contract 9). */
export function serveHealth(app: FastifyInstance, { checks, isStopping }: HealthOptions): void {
  const runChecks = singleFlight(() => resultsOf(checks, app));
  app.get('/healthz', async () => ({ status: 'ok' }));
  app.get('/readyz', async (_request, reply) => {
    const results = await runChecks();
    const ready = !isStopping() && Object.values(results).every((result) => result === 'ok');
    if (!ready) void reply.code(503).header('retry-after', '5');
    return { status: ready ? 'ready' : 'not_ready', checks: results };
  });
}

type CheckResult = 'ok' | 'failed';

async function resultsOf(
  checks: HealthOptions['checks'],
  { log }: Pick<FastifyInstance, 'log'>,
): Promise<Record<string, CheckResult>> {
  const results = Object.entries(checks).map(async ([name, check]): Promise<[string, CheckResult]> => {
    try {
      await within(CHECK_TIMEOUT_MS, check());
      return [name, 'ok'];
    } catch (err) {
      log.warn({ err, check: name }, 'Not ready');
      return [name, 'failed'];
    }
  });
  return Object.fromEntries(await Promise.all(results));
}

/** Anyone may ask; however many do at once, the servers behind are asked once. */
function singleFlight<T>(work: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | undefined;
  return () => {
    running ??= work().finally(() => (running = undefined));
    return running;
  };
}
