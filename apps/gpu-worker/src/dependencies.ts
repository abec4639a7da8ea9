import { createRuntime } from '@pingvas/invokeai';
import type { Logger } from '@pingvas/logger';
import { createMetrics } from '@pingvas/metrics';
import { createQueueProducer, createWorkerPresence, outcomeQueue, publishProgress } from '@pingvas/queue';
import { createProducer, createSubscriber, createWorkerConnection } from '@pingvas/redis';
import { createStorage } from '@pingvas/storage';
import { v7 as uuidv7 } from 'uuid';
import type { GpuWorkerConfig } from './config.ts';
import { createCancelWatch } from './leases/cancel-watch.ts';
import { createEndedLeases } from './leases/ended-leases.ts';
import { createGpuMeter } from './leases/gpu-meter.ts';
import { createLeaseMetrics } from './leases/lease-metrics.ts';
import { createOutcomeReporter } from './leases/outcome-reporter.ts';
import type { Tools } from './leases/work.ts';
import { createModelKeeper } from './models/model-keeper.ts';
import { createPictureStore } from './pictures/picture-store.ts';
import { createRuntimeGate } from './runtime/runtime-gate.ts';
import { createAnnouncer } from './worker/announcer.ts';
import { createClaimLease } from './worker/claim-lease.ts';
import { createGpuWorker } from './worker/gpu-worker.ts';
import { createProcessLease } from './worker/process-lease.ts';
import { createWorkerStatus } from './worker/status.ts';

/** The connections of a worker, by role. */
const connect = (config: GpuWorkerConfig, logger: Logger) => ({
  producer: createProducer(config, logger),
  worker: createWorkerConnection(config, logger),
  subscriber: createSubscriber(config, logger),
});

/** Builds everything a worker is made of; nothing of it works before `start`. */
export const buildDependencies = (config: GpuWorkerConfig, logger: Logger) => {
  const id = config.WORKER_ID ?? uuidv7();
  const redis = connect(config, logger);
  const storage = createStorage(config);
  const runtime = createRuntime({ url: config.INVOKEAI_URL, logger });
  const models = createModelKeeper({ runtime, modelsDir: config.MODELS_DIR });
  const status = createWorkerStatus({ id, gpuClasses: config.GPU_CLASSES, models: () => models.known() });
  const presence = createWorkerPresence(redis.producer);
  const queue = createQueueProducer({ connection: redis.producer, logger });
  const tools: Tools = {
    workerId: id,
    runtime,
    models,
    logger,
    gate: createRuntimeGate({ runtime, logger, onPrepared: () => models.forget() }),
    meter: createGpuMeter(),
    store: createPictureStore({ storage, logger }),
    outcomes: createOutcomeReporter({ enqueue: (one) => queue.enqueue(outcomeQueue, 'outcome', one), logger }),
    cancels: createCancelWatch({ redis: redis.producer, subscriber: redis.subscriber, logger }),
    publish: (progress) =>
      publishProgress(redis.producer, progress).catch((error: unknown) => logger.debug({ err: error }, 'no progress')),
  };
  const metrics = createMetrics({ service: 'gpu-worker' });
  const claim = createClaimLease({ presence, status, logger });
  const announcer = createAnnouncer({ presence, status, logger });
  const processLease = createProcessLease({
    tools,
    claim,
    ended: createEndedLeases(),
    metrics: createLeaseMetrics(metrics),
  });
  const worker = createGpuWorker({ tools, status, announcer, processLease });
  return { id, logger, redis, storage, presence, queue, status, tools, worker, metrics };
};
export type Dependencies = ReturnType<typeof buildDependencies>;
