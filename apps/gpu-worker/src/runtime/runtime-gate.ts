import { setTimeout as sleep } from 'node:timers/promises';
import type { Runtime } from '@pingvas/invokeai';
import type { Logger } from '@pingvas/logger';

const RETRY_MS = 500;

export type RuntimeGate = {
  /** Whether the runtime was well when last looked at. */
  isOpen(): boolean;
  /** The runtime may be gone or ill. */
  doubt(): void;
  /** Asks the runtime, when it is believed to be well, whether it still is. */
  probe(): Promise<void>;
  /** Resolves true when the runtime is prepared (at once when nothing is in doubt), false when `signal` came first. */
  pass(signal: AbortSignal): Promise<boolean>;
};

type Options = {
  readonly runtime: Runtime;
  readonly logger: Logger;
  /** Called whenever the runtime was prepared anew: it may have been restarted and know nothing any more. */
  readonly onPrepared: () => void;
};

/** Stands between the worker and a runtime that may still be starting, or has been restarted under it. */
export const createRuntimeGate = ({ runtime, logger, onPrepared }: Options): RuntimeGate => {
  let open = false;
  let preparing: Promise<void> | undefined;
  let complained = false;

  const prepare = async (): Promise<void> => {
    try {
      await runtime.prepare();
      onPrepared();
      open = true;
      complained = false;
      logger.info('runtime is ready');
    } catch (error) {
      if (!complained) logger.warn({ err: error }, 'runtime is not ready; asking again until it is');
      complained = true;
    }
  };

  return {
    isOpen: () => open,
    doubt: () => void (open = false),
    async probe() {
      if (!open) return;
      await runtime.version().catch((error: unknown) => {
        logger.warn({ err: error }, 'runtime does not answer');
        open = false;
      });
    },
    async pass(signal) {
      for (;;) {
        if (signal.aborted) return false;
        if (open) return true;
        await (preparing ??= prepare().finally(() => (preparing = undefined)));
        if (!open) await sleep(RETRY_MS, undefined, { signal }).catch(() => undefined);
      }
    },
  };
};
