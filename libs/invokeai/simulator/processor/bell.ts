import { setTimeout as wait } from 'node:timers/promises';

export interface Bell {
  ring: () => void;
  /** Resolves at the next ring, or at one since the last call, or after `timeoutMs`. */
  heard: (timeoutMs: number) => Promise<void>;
}

export function createBell(): Bell {
  let rung = Promise.withResolvers<void>();
  return {
    ring: () => rung.resolve(),
    async heard(timeoutMs) {
      const timer = new AbortController();
      await Promise.race([rung.promise, wait(timeoutMs, undefined, { signal: timer.signal }).catch(() => undefined)]);
      timer.abort();
      rung = Promise.withResolvers<void>();
    },
  };
}
