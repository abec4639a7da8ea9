import type { Logger } from '@pingvas/logger';
import type { WorkerPresence } from '@pingvas/queue';
import type { WorkerStatus } from './status.ts';

/** Writes the worker's record; a write that fails is made up for by the next heartbeat. Never rejects. */
export type Announcer = {
  /** A new state: an idle worker also wakes the schedulers. */
  tell(): Promise<void>;
  /** The same state, once more. */
  renew(): Promise<void>;
};

type Options = { readonly presence: WorkerPresence; readonly status: WorkerStatus; readonly logger: Logger };

export const createAnnouncer = ({ presence, status, logger }: Options): Announcer => {
  const attempted = (write: Promise<void>): Promise<void> =>
    write.catch((error: unknown) => logger.warn({ err: error }, 'registry not written'));
  return {
    tell() {
      const record = status.record();
      return attempted(record.state === 'idle' ? presence.idle(record) : presence.put(record));
    },
    renew: () => attempted(presence.put(status.record())),
  };
};
