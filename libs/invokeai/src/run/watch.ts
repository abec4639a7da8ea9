import { setTimeout as sleep } from 'node:timers/promises';
import type { RuntimeEvents } from '../events/socket.ts';
import type { GpuTime } from './gpu-clock.ts';
import { createItemEvents, type Arrival, type ItemEvents } from './item-events.ts';
import type { RuntimeProgress } from './progress.ts';

export interface Watch {
  /** Names the item: what has arrived before is looked at now. */
  bind(itemId: number): void;
  /** Resolves when the stream says that the item has ended, when it breaks off, or after `timeoutMs`. */
  ended(timeoutMs: number): Promise<void>;
  /** For an end that was learned otherwise: gives events still under way at most `timeoutMs` to arrive. */
  lastEvents(timeoutMs: number): Promise<void>;
  sessionId(): string | undefined;
  gpuTime(): GpuTime;
  /** The end and every node were seen, from start to end, and the stream had no gap. */
  isWhole(nodeIds: readonly string[]): boolean;
  close(): void;
}

interface Options {
  events: RuntimeEvents;
  batchId: string;
  onProgress: (progress: RuntimeProgress) => void;
}

/** Between the event that ends an item and the item itself saying so over HTTP. */
const SETTLE_MS = 20;
/** The answer to the enqueue call names the item; only so many events may come before it. */
const MAX_WAITING = 1000;

/** Follows one item through the event stream. Begin before the item is queued, or its first events are missed. */
export function watchBatch({ events, batchId, onProgress }: Options): Watch {
  const end = Promise.withResolvers<undefined>();
  const waiting: Arrival[] = [];
  let item: ItemEvents | undefined;
  let whole = events.connected();
  let told = false;
  let gap = Promise.withResolvers<undefined>();

  const stop = events.listen(
    (name, data) => {
      const arrival = { name, data, atMs: performance.now() };
      if (item) item.take(arrival);
      else if (waiting.length < MAX_WAITING) waiting.push(arrival);
    },
    () => {
      whole = false;
      gap.resolve(undefined);
      gap = Promise.withResolvers<undefined>();
    },
  );

  async function endWithin(timeoutMs: number): Promise<void> {
    const timer = new AbortController();
    const time = sleep(timeoutMs, undefined, { signal: timer.signal }).catch(() => undefined);
    await Promise.race([end.promise, gap.promise, time]);
    timer.abort();
  }

  return {
    bind(itemId) {
      item = createItemEvents({ itemId, batchId, onProgress, onEnd: () => end.resolve(undefined) });
      for (const arrival of waiting.splice(0)) item.take(arrival);
    },
    async ended(timeoutMs) {
      if (told) return sleep(Math.min(SETTLE_MS, timeoutMs));
      await endWithin(timeoutMs);
      told = item?.isOver() ?? false;
    },
    lastEvents: endWithin,
    sessionId: () => item?.sessionId(),
    gpuTime: () => item?.gpuTime() ?? { gpuMs: 0, modelLoadMs: 0 },
    isWhole: (nodeIds) => whole && item !== undefined && item.isOver() && item.sawAll(nodeIds),
    close: stop,
  };
}
