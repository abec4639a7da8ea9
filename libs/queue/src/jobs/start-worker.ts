import { UnrecoverableError, Worker, type Job } from 'bullmq';
import type { Logger } from '@pingvas/logger';
import type { JobMetrics } from '@pingvas/metrics';
import type { Redis } from '@pingvas/redis';
import { InvalidPayload } from '../payloads/parse.ts';
import { catalogue, entryOf, type JobName, type JobNameOf, type PayloadOf, type QueueKind } from './catalogue.ts';
import { recovery, retryDelayMs } from './delivery.ts';
import { deliveryOf, type QueueRef } from './queue-ref.ts';

/** One handler for each job of the queue; a missing one does not compile. */
export type Handlers<Q extends QueueKind> = { readonly [N in JobNameOf<Q>]: (payload: PayloadOf<N>) => Promise<void> };

export type StartWorkerOptions = {
  /** Of the worker role: commands wait for Redis to come back. The blocking connection is a duplicate of it. */
  readonly connection: Redis;
  readonly logger: Logger;
  /** Jobs handled at once by this process. */
  readonly concurrency: number;
  readonly metrics?: JobMetrics;
};

export type QueueWorker = {
  /** Resolves when the blocking connection listens. */
  ready(): Promise<void>;
  /** Stops taking jobs and waits for those that run. */
  close(): Promise<void>;
};

type HandlerTable = { readonly [N in JobName]?: (payload: PayloadOf<N>) => Promise<void> };

const dispatch = async <N extends JobName>(table: HandlerTable, name: N, data: unknown): Promise<void> => {
  const handler = table[name];
  if (!handler) throw new UnrecoverableError(`no handler for ${name}`);
  try {
    await handler(entryOf(name).parse(data));
  } catch (error) {
    throw error instanceof InvalidPayload ? new UnrecoverableError(error.message) : error;
  }
};

const isJobName = (name: string): name is JobName => Object.hasOwn(catalogue, name);

/**
 * Takes jobs of one queue until closed. Payloads are parsed; a job without a handler, or with a payload that does not
 * parse, is logged with its faults and dropped. A handler that throws means: not done; what follows is the delivery
 * rule of the catalogue.
 */
export const startWorker = <Q extends QueueKind>(
  queue: QueueRef<Q>,
  handlers: Handlers<Q>,
  { connection, logger, concurrency, metrics }: StartWorkerOptions,
): QueueWorker => {
  const worker = new Worker(queue.name, (job) => handled(job), {
    ...recovery[deliveryOf[queue.kind]],
    connection,
    concurrency,
    // The default of 15 s is how long a worker would sleep after one refused command.
    runRetryDelay: 1_000,
    settings: { backoffStrategy: (attempt: number) => retryDelayMs(attempt) },
  });
  const log = logger.child({ queue: queue.name });

  const handled = async (job: Job): Promise<void> => {
    const name = isJobName(job.name) ? job.name : null;
    const run = metrics?.start(queue.kind, name ?? 'unknown', (job.processedOn ?? job.timestamp) - job.timestamp);
    try {
      if (!name) throw new UnrecoverableError(`unknown job ${job.name}`);
      await dispatch(handlers, name, job.data);
      run?.end('completed');
    } catch (error) {
      run?.end('failed');
      throw error;
    }
  };

  worker.on('error', (error) => log.warn({ err: error }, 'worker error'));
  worker.on('failed', (job, error) => log.error({ err: error, job: job?.id, tries: job?.attemptsMade }, 'job failed'));
  worker.on('stalled', (id) => {
    metrics?.stalled(queue.kind);
    log.warn({ job: id }, 'job stalled: its process is gone');
  });

  return {
    ready: async () => void (await worker.waitUntilReady()),
    close: () => worker.close(),
  };
};
