import {
  leaseIdOf,
  leaseQueue,
  outcomeQueue,
  type QueueProducer,
  type WorkerRecord,
  type WorkerRegistry,
} from '@pingvas/queue';
import type { Logger } from '@pingvas/logger';
import type { Redis } from '@pingvas/redis';
import type { GenerationDb } from '../database.ts';
import { applyOutcome, type AppliedOutcome } from '../outcomes/outcomes.repository.ts';
import { redisAgeMs } from './redis-age.ts';
import { openLeases, payloadOf, type OpenLease } from './sweeps.repository.ts';

/** A lease younger than this may still be on its way. */
const PUT_AGE_SECONDS = 3;
/** A worker that has not been heard of for this long is lost; one that is alive and runs something else lost its lease too. */
const LOST_AGE_SECONDS = 15;

export interface LeaseSweepParts {
  db: GenerationDb;
  redis: Redis;
  registry: WorkerRegistry;
  producer: QueueProducer;
  stopLease: (leaseId: string) => Promise<void>;
  /** A job's images as the API shows them, for its last event. */
  storedImages: (jobId: string) => Promise<readonly unknown[]>;
  onEnded: (answer: AppliedOutcome) => void;
  logger: Logger;
}

/**
 * Repairs what a crash left between the database and Redis: leases that were never put, or whose queue was lost, are put again;
 * leases of workers that are gone end as lost; a cancel that Redis forgot is said again.
 */
export async function sweepLeases(parts: LeaseSweepParts): Promise<void> {
  const leases = await openLeases(parts.db, PUT_AGE_SECONDS);
  if (leases.length === 0) return;
  const known: Registry = {
    workers: new Map((await parts.registry.listWorkers()).map((worker) => [worker.id, worker])),
    isComplete: (await redisAgeMs(parts.redis)) >= LOST_AGE_SECONDS * 1_000,
  };
  for (const lease of leases) await repair(parts, lease, known);
}

interface Registry {
  workers: ReadonlyMap<string, WorkerRecord>;
  /** Every living worker has had the time to say so: this Redis was not emptied a moment ago. */
  isComplete: boolean;
}

async function repair(parts: LeaseSweepParts, lease: OpenLease, { workers, isComplete }: Registry): Promise<void> {
  const worker = workers.get(lease.workerId);
  const { jobId: job_id, lease: number } = lease;
  const leaseId = leaseIdOf({ job_id, lease: number });
  if (worker?.job_id === job_id && worker.lease === number) {
    if (lease.cancelRequested) await parts.stopLease(leaseId);
    return;
  }
  if (await isReported(parts.producer, leaseId)) return;
  if (worker && lease.status === 'queued') return putAgain(parts, lease, leaseId);
  if (lease.ageSeconds < LOST_AGE_SECONDS || (!worker && !isComplete)) return;
  parts.logger.warn({ job_id, lease: number, worker_id: lease.workerId }, 'lease lost with its worker');
  parts.onEnded(await applyOutcome(parts.db, { ...lostOutcome(lease), rendered: await parts.storedImages(job_id) }));
}

async function putAgain({ db, producer }: LeaseSweepParts, lease: OpenLease, leaseId: string): Promise<void> {
  const queue = leaseQueue(lease.workerId);
  if (await producer.has(queue, leaseId)) return;
  const payload = await payloadOf(db, lease);
  if (payload) await producer.enqueue(queue, 'generate', payload);
}

const LAST_WORDS = ['completed', 'failed', 'cancelled', 'interrupted'];

/** The last word of a lease waits to be applied: the worker is done, not lost. */
const isReported = async (producer: QueueProducer, leaseId: string): Promise<boolean> => {
  const waiting = await Promise.all(LAST_WORDS.map((kind) => producer.has(outcomeQueue, `${leaseId}-${kind}`)));
  return waiting.includes(true);
};

/** What the worker would have said: nothing has been heard, so only what is stored counts. */
const lostOutcome = (lease: OpenLease) => ({
  kind: 'failed',
  job_id: lease.jobId,
  lease: lease.lease,
  images: [],
  error: { code: 'WORKER_LOST', message: 'The worker was lost.', retryable: true, larger_class: false },
});
