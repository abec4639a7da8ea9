import { leaseQueue, type QueueProducer } from '@pingvas/queue';
import type { Logger } from '@pingvas/logger';
import type { CommittedLease } from './leases.repository.ts';

/** Brings committed leases to their workers. */
export type HandOut = (leases: readonly CommittedLease[]) => Promise<void>;

/**
 * The lease is committed before it is put: a put that fails or is lost is repeated by the sweep, and its id makes a second one
 * harmless.
 */
export const createHandOut =
  ({ producer, logger }: { producer: QueueProducer; logger: Logger }): HandOut =>
  async (leases) => {
    await Promise.all(
      leases.map(({ worker_id, payload }) =>
        producer
          .enqueue(leaseQueue(worker_id), 'generate', payload)
          .catch((error: unknown) =>
            logger.warn(
              { err: error, job_id: payload.job_id, worker_id },
              'lease not handed out, the sweep repeats it',
            ),
          ),
      ),
    );
  };
