import { isCancelled, onCancel } from '@pingvas/queue';
import type { Redis } from '@pingvas/redis';
import type { Logger } from '@pingvas/logger';
import type { StopSignal } from './stop-signal.ts';

export type CancelWatch = {
  /** From now on a cancel of this lease stops it. Returns the end of the watch. */
  watch(leaseId: string, stop: StopSignal): () => void;
  /** Reads the marks of the leases watched; while a read is under way it is shared. Never rejects. */
  check(): Promise<void>;
};

type Options = { readonly redis: Redis; readonly subscriber: Redis; readonly logger: Logger };

/**
 * Notices cancels: by publish at once, and by the mark whenever `check` is called (before a run, at each step and
 * heartbeat), because a publish can be lost.
 */
export const createCancelWatch = ({ redis, subscriber, logger }: Options): CancelWatch => {
  const watched = new Map<string, StopSignal>();
  onCancel(subscriber, (leaseId) => watched.get(leaseId)?.stop('cancel')).catch((error: unknown) => {
    logger.warn({ err: error }, 'cancels are not heard, only read');
  });
  let reading: Promise<void> | undefined;

  const read = async (): Promise<void> => {
    try {
      for (const [leaseId, stop] of watched) if (await isCancelled(redis, leaseId)) stop.stop('cancel');
    } catch (error) {
      logger.warn({ err: error }, 'cancel mark not read');
    }
  };

  return {
    watch(leaseId, stop) {
      watched.set(leaseId, stop);
      return () => void watched.delete(leaseId);
    },
    check: () => (reading ??= read().finally(() => (reading = undefined))),
  };
};
