interface Span {
  startMs: number;
  lastSeenMs: number;
  loadMs: number;
}

export interface GpuTime {
  /** Invocation spans less the model loads inside them, in ms. */
  gpuMs: number;
  modelLoadMs: number;
}

/** All times are arrivals on one monotonic clock, in ms. */
export interface GpuClock {
  started(preparedId: string, atMs: number): void;
  /** Anything seen from a node that still runs. */
  alive(preparedId: string, atMs: number): void;
  completed(preparedId: string, atMs: number): void;
  loadStarted(atMs: number): void;
  loadCompleted(atMs: number): void;
  /** What was seen so far. A span still open counts to its last sign of life: never more than was seen. */
  read(): GpuTime;
}

const seen = ({ startMs, lastSeenMs, loadMs }: Span): number => Math.max(0, lastSeenMs - startMs - loadMs);

/**
 * Measures one run by the arrival of its events, whose own timestamps are whole seconds. Repeated events are harmless.
 * Loads carry no item id; the runtime does one thing at a time, so a load belongs to the span that is open.
 */
export function createGpuClock(): GpuClock {
  const open = new Map<string, Span>();
  const ended = new Set<string>();
  let spansMs = 0;
  let loadsMs = 0;
  let loadStartMs: number | undefined;

  return {
    started(id, atMs) {
      if (!open.has(id) && !ended.has(id)) open.set(id, { startMs: atMs, lastSeenMs: atMs, loadMs: 0 });
    },
    alive(id, atMs) {
      const span = open.get(id);
      if (span) span.lastSeenMs = atMs;
    },
    completed(id, atMs) {
      const span = open.get(id);
      if (!span) return;
      open.delete(id);
      ended.add(id);
      spansMs += seen({ ...span, lastSeenMs: atMs });
    },
    loadStarted(atMs) {
      if (open.size > 0) loadStartMs ??= atMs;
    },
    loadCompleted(atMs) {
      const span = [...open.values()].at(-1);
      if (loadStartMs === undefined || !span) return;
      const ms = atMs - loadStartMs;
      loadStartMs = undefined;
      loadsMs += ms;
      span.loadMs += ms;
      span.lastSeenMs = atMs;
    },
    read: () => ({ gpuMs: [...open.values()].reduce((sum, span) => sum + seen(span), spansMs), modelLoadMs: loadsMs }),
  };
}
