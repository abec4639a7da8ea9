export { LeasePayload, leaseIdOf } from './payloads/lease.ts';
export { Outcome, outcomeIdOf, type OutcomeFault, type OutcomeWarning } from './payloads/outcome.ts';
export { StoredImage } from './payloads/stored-image.ts';
export { JobProgress } from './payloads/progress.ts';
export { InvalidPayload } from './payloads/parse.ts';
export type { JobName, PayloadOf, QueueKind } from './jobs/catalogue.ts';
export { leaseQueue, outcomeQueue, type QueueRef } from './jobs/queue-ref.ts';
export { createQueueProducer, type QueueProducer } from './jobs/producer.ts';
export { startWorker, type Handlers, type QueueWorker } from './jobs/start-worker.ts';
export { WorkerRecord } from './registry/worker-record.ts';
export {
  createWorkerPresence,
  HEARTBEAT_MS,
  WORKER_TTL_MS,
  type Claim,
  type WorkerPresence,
} from './registry/worker-presence.ts';
export { createWorkerRegistry, type WorkerRegistry } from './registry/worker-registry.ts';
export { isCancelled, onCancel, requestCancel } from './cancellation/cancellation.ts';
export { publishProgress, subscribeProgress } from './progress/progress-channel.ts';
export { publishSchedule, subscribeSchedule } from './wake-ups/schedule-channel.ts';
