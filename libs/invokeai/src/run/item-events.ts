import { InvocationEvent, ItemEvent, ProgressEvent, StatusChanged } from '../events/payloads.ts';
import { createGpuClock, type GpuTime } from './gpu-clock.ts';
import { progressOf, type RuntimeProgress } from './progress.ts';

export interface Arrival {
  name: string;
  data: unknown;
  /** On the monotonic clock. */
  atMs: number;
}

export interface ItemEvents {
  take(arrival: Arrival): void;
  isOver(): boolean;
  sessionId(): string | undefined;
  gpuTime(): GpuTime;
  /** Every one of these nodes was seen to end. */
  sawAll(nodeIds: readonly string[]): boolean;
}

interface Options {
  itemId: number;
  batchId: string;
  onProgress: (progress: RuntimeProgress) => void;
  onEnd: () => void;
}

const ENDS = ['completed', 'failed', 'canceled'];

/** What the events of one item add up to. Events of other items are passed over, repeated ones change nothing. */
export function createItemEvents({ itemId, batchId, onProgress, onEnd }: Options): ItemEvents {
  const clock = createGpuClock();
  const doneNodes = new Set<string>();
  let session: string | undefined;
  let over = false;

  const isOurs = (data: { item_id: number; batch_id: string }): boolean =>
    data.batch_id === batchId && data.item_id === itemId;

  const handlers: Record<string, (data: unknown, atMs: number) => void> = {
    queue_item_status_changed(data) {
      if (!StatusChanged.Check(data) || !isOurs(data) || !ENDS.includes(data.status)) return;
      over = true;
      onEnd();
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

  return {
    take({ name, data, atMs }) {
      if (ItemEvent.Check(data) && isOurs(data)) session ??= data.session_id;
      handlers[name]?.(data, atMs);
    },
    isOver: () => over,
    sessionId: () => session,
    gpuTime: () => clock.read(),
    sawAll: (nodeIds) => nodeIds.every((id) => doneNodes.has(id)),
  };
}
