import { newId } from '@pingvas/http';
import {
  createWorkerPresence,
  leaseQueue,
  outcomeQueue,
  startWorker,
  type LeasePayload,
  type Outcome,
  type WorkerRecord,
} from '@pingvas/queue';
import { afterAll } from 'vitest';
import type { Clients } from '../clients.ts';

/** A worker without a GPU: it registers, takes leases and says what the test wants. */
export interface TestWorker {
  id: string;
  /** Leases it has taken, in order. */
  leases: LeasePayload[];
  idle: () => Promise<void>;
  busyWith: (lease: LeasePayload) => Promise<void>;
  leave: () => Promise<void>;
  report: (outcome: Outcome) => Promise<void>;
}

export interface TestWorkerOptions {
  gpuClasses?: string[];
  /** What it does with a lease; it is idle again afterwards. */
  work?: (lease: LeasePayload, worker: TestWorker) => Promise<void>;
}

/** Starts a worker that is not idle yet. */
export async function startTestWorker(clients: Clients, options: TestWorkerOptions = {}): Promise<TestWorker> {
  const { gpuClasses = ['t4'], work } = options;
  const presence = createWorkerPresence(clients.redis);
  const record: WorkerRecord = {
    id: newId(),
    gpu_classes: gpuClasses,
    models: [],
    state: 'idle',
    job_id: null,
    lease: null,
    started_at: new Date().toISOString(),
  };
  const worker: TestWorker = {
    id: record.id,
    leases: [],
    idle: () => presence.idle(record),
    busyWith: ({ job_id, lease }) => presence.put({ ...record, state: 'busy', job_id, lease }),
    leave: () => presence.leave(record.id),
    report: (outcome) => clients.producer.enqueue(outcomeQueue, 'outcome', outcome),
  };
  const generate = async (lease: LeasePayload): Promise<void> => {
    worker.leases.push(lease);
    await worker.busyWith(lease);
    if (!work) return;
    await work(lease, worker);
    await worker.idle();
  };
  const { blocking: connection, logger } = clients;
  const intake = startWorker(leaseQueue(record.id), { generate }, { connection, logger, concurrency: 1 });
  await intake.ready();
  afterAll(() => intake.close());
  return worker;
}
