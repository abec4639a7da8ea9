import { HEARTBEAT_MS } from '@pingvas/queue';

export type Heartbeat = { stop(): void };

/** Calls `beat` every five seconds, never twice at a time. `beat` must not reject. */
export const startHeartbeat = (beat: () => Promise<void>): Heartbeat => {
  let beating = false;
  const timer = setInterval(() => {
    if (beating) return;
    beating = true;
    void beat().finally(() => (beating = false));
  }, HEARTBEAT_MS);
  return { stop: () => clearInterval(timer) };
};
