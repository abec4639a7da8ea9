import { setTimeout as sleep } from 'node:timers/promises';
import { InvocationEvent, ItemEvent, ProgressEvent, StatusChanged } from '../events/payloads.ts';
import type { RuntimeEvents } from '../events/socket.ts';
import { createGpuClock, type GpuTime } from './gpu-clock.ts';
import { progressOf, type RuntimeProgress } from './progress.ts';

export interface Watch {
  /** Names the item: what has arrived before is looked at now. */
  bind(itemId: number): void;
  /** Resolves when the stream says that the item has ended, or after `timeoutMs`. */
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

interface Arrival {
  name: string;
  data: unknown;
  atMs: number;
}

const ENDS = ['completed', 'failed', 'canceled'];
/** Between the event that ends an item and the item itself saying so over HTTP. */
const SETTLE_MS = 20;
/** The answer to the enqueue call names the item; only so many events may come before it. */
const MAX_WAITING = 1000;

/** Follows one item through the event stream. Begin before the item is queued, or its first events are missed. */
export function watchBatch({ events, batchId, onProgress }: Options): Watch {
  const clock = createGpuClock();
  const doneNodes = new Set<string>();
  const end = Promise.withResolvers<undefined>();
  const waiting: Arrival[] = [];
  let itemId: number | undefined;
  let session: string | undefined;
  let whole = events.connected();
  let over = false;
  let said = false;

  const isOurs = (data: { item_id: number; batch_id: string }): boolean =>
    data.batch_id === batchId && data.item_id === itemId;

  const handlers: Record<string, (data: unknown, atMs: number) => void> = {
    queue_item_status_changed(data) {
      if (!StatusChanged.Check(data) || !isOurs(data) || !ENDS.includes(data.status)) return;
      over = true;
      end.resolve(undefined);
    },
    model_load_started: (_data, atMs) => clock.loadStarted(atMs),
    model_load_complete: (_data, atMs) => clock.loadCompleted(atMs),
    invocation_started(data, atMs) {
      if (InvocationEvent.Check(data) && isOurs(data)) clock.started(data.invocation.id, atMs);
    },
    invocation_progress(data, atMs) {
      if (!ProgressEvent.Check(data) || !isOurs(data) || over) return;
      clock.alive(data.invocation.id, atMs);
      onProgress(progressOf(data));
    },
    invocation_complete(data, atMs) {
      if (!InvocationEvent.Check(data) || !isOurs(data)) return;
      clock.completed(data.invocation.id, atMs);
      doneNodes.add(data.invocation_source_id);
    },
  };

  function handle({ name, data, atMs }: Arrival): void {
    if (ItemEvent.Check(data) && isOurs(data)) session ??= data.session_id;
    handlers[name]?.(data, atMs);
  }

  const stop = events.listen(
    (name, data) => {
      const arrival = { name, data, atMs: performance.now() };
      if (itemId !== undefined) handle(arrival);
      else if (waiting.length < MAX_WAITING) waiting.push(arrival);
    },
    () => {
      whole = false;
    },
  );

  async function endWithin(timeoutMs: number): Promise<void> {
    const timer = new AbortController();
    await Promise.race([end.promise, sleep(timeoutMs, undefined, { signal: timer.signal }).catch(() => undefined)]);
    timer.abort();
  }

  return {
    bind(id) {
      itemId = id;
      for (const arrival of waiting.splice(0)) handle(arrival);
    },
    ended(timeoutMs) {
      if (!said) {
        return endWithin(timeoutMs).then(() => {
          said = over;
        });
      }
      return sleep(Math.min(SETTLE_MS, timeoutMs));
    },
    lastEvents: endWithin,
    sessionId: () => session,
    gpuTime: () => clock.read(),
    isWhole: (nodeIds) => whole && over && nodeIds.every((id) => doneNodes.has(id)),
    close: stop,
  };
}
