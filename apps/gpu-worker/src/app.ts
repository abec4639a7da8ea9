import { createJobMetrics } from '@pingvas/metrics';
import { leaseIdOf, leaseQueue, startWorker, type QueueWorker } from '@pingvas/queue';
import { closeAll, whenReady } from '@pingvas/redis';
import type { GpuWorkerConfig } from './config.ts';
import type { Dependencies } from './dependencies.ts';
import { createHealthChecks } from './health/checks.ts';
import { startHealthServer, type HealthServer } from './health/health-server.ts';
import { lostLease } from './leases/lost-lease.ts';
import { runPhase } from './shutdown/phase.ts';

/** A run has 60 s to let go after its stop; storing and reporting come after. The pod's limit is 100 s in all. */
const LEASE_LIMIT_MS = 80_000;
const RUNTIME_LIMIT_MS = 5_000;
const CLIENTS_LIMIT_MS = 5_000;
const REDIS_WAIT_MS = 30_000;

export type App = {
  readonly healthPort: number;
  /** Resolves when the worker takes leases, or is stopped before. */
  readonly opened: Promise<void>;
  /** Hands back the lease at hand and leaves, within 100 s. Never rejects; asking again is the same stop. */
  stop(reason: 'shutdown' | 'spot'): Promise<void>;
};

/** Starts a worker: health, Redis, its queue, then its runtime. Rejects when Redis is not there within 30 s. */
export const startApp = async (config: GpuWorkerConfig, deps: Dependencies): Promise<App> => {
  const { tools, status, redis, metrics, worker, logger } = deps;
  const checks = createHealthChecks({ status, gate: tools.gate, redis: redis.producer });
  const health = await startHealthServer({ host: config.HEALTH_HOST, port: config.HEALTH_PORT, metrics, ...checks });
  await whenReady(redis.producer, REDIS_WAIT_MS);
  await reportLost(deps);
  const intake = startWorker(
    leaseQueue(deps.id),
    { generate: (lease) => worker.handle(lease) },
    { connection: redis.worker, logger, concurrency: 1, metrics: createJobMetrics(metrics) },
  );
  const opened = worker.open();
  let stopped: Promise<void> | undefined;
  return { healthPort: health.port, opened, stop: (reason) => (stopped ??= stopApp(deps, { reason, intake, health })) };
};

/** Leases that an earlier life of this worker had at hand when it was killed: their jobs need not wait to be missed. */
const reportLost = async ({ id, queue, tools, logger }: Dependencies): Promise<void> => {
  for (const lease of await queue.begun(leaseQueue(id), 'generate')) {
    logger.warn({ lease: leaseIdOf(lease) }, 'lease was lost with an earlier life of this worker');
    tools.outcomes.put(lostLease(lease, id));
  }
};

type Running = { readonly reason: 'shutdown' | 'spot'; readonly intake: QueueWorker; readonly health: HealthServer };

const stopApp = async (deps: Dependencies, { reason, intake, health }: Running): Promise<void> => {
  const { tools, worker, presence, queue, redis, storage, logger } = deps;
  logger.info({ reason }, 'stopping');
  await runPhase(logger, 'hand back', LEASE_LIMIT_MS, () => {
    worker.stop(reason);
    return intake.close();
  });
  tools.outcomes.close();
  await runPhase(logger, 'free the runtime', RUNTIME_LIMIT_MS, () => tools.runtime.interrupt());
  worker.close();
  await runPhase(logger, 'leave', CLIENTS_LIMIT_MS, async () => {
    await presence.leave(deps.id);
    await queue.discard(leaseQueue(deps.id));
  });
  await runPhase(logger, 'close clients', CLIENTS_LIMIT_MS, () =>
    Promise.allSettled([queue.close(), tools.runtime.close(), health.close()]),
  );
  storage.close();
  await closeAll(Object.values(redis));
};
