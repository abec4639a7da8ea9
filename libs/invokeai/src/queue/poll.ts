import { setTimeout as sleep } from 'node:timers/promises';

/** Asks until the answer is true: then true; false when `timeoutMs` passed first. At least one question is asked. */
export async function pollUntil(
  { everyMs, timeoutMs }: { everyMs: number; timeoutMs: number },
  ask: () => Promise<boolean>,
): Promise<boolean> {
  const end = performance.now() + timeoutMs;
  for (;;) {
    if (await ask()) return true;
    if (performance.now() + everyMs > end) return false;
    await sleep(everyMs);
  }
}
