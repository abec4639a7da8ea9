import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@pingvas/logger';
import { InvalidPayload, leaseIdOf, type Outcome } from '@pingvas/queue';

const FIRST_RETRY_MS = 100;
const LONGEST_RETRY_MS = 5_000;

export type OutcomeReporter = {
  /** Puts an outcome; until Redis has taken it, it is put again and again. */
  put(outcome: Outcome): void;
  /** Resolves when everything put so far is taken, or given up by `close`. */
  flush(): Promise<void>;
  /** Gives up what Redis has not taken: the process ends. */
  close(): void;
};

type Options = { readonly enqueue: (outcome: Outcome) => Promise<void>; readonly logger: Logger };

/**
 * Outcomes on their way to the queue. Redis may be away for as long as it likes: an outcome has one id, so a put whose
 * answer was lost may be repeated, and the lease's fence makes a late one harmless.
 */
export const createOutcomeReporter = ({ enqueue, logger }: Options): OutcomeReporter => {
  const closing = new AbortController();
  const pending = new Set<Promise<void>>();

  const isTaken = async (outcome: Outcome): Promise<boolean> => {
    try {
      await enqueue(outcome);
      return true;
    } catch (error) {
      logger.warn({ err: error, lease: leaseIdOf(outcome), kind: outcome.kind }, 'outcome not taken');
      // Trying again would not make it valid.
      return error instanceof InvalidPayload;
    }
  };
  const deliver = async (outcome: Outcome): Promise<void> => {
    for (let waitMs = FIRST_RETRY_MS; !(await isTaken(outcome)); waitMs = Math.min(waitMs * 2, LONGEST_RETRY_MS)) {
      await sleep(waitMs, undefined, { signal: closing.signal }).catch(() => undefined);
      if (closing.signal.aborted) return;
    }
  };

  return {
    put(outcome) {
      const delivery = deliver(outcome).finally(() => pending.delete(delivery));
      pending.add(delivery);
    },
    async flush() {
      await Promise.all(pending);
    },
    close: () => closing.abort(),
  };
};
