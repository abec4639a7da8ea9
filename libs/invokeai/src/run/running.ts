export interface Running {
  /** Starts work with a signal that fires on the given signal or on `abortAll`, and remembers it until it ends. */
  start<T>(work: (signal: AbortSignal) => Promise<T>, signal?: AbortSignal): Promise<T>;
  /** Aborts all that runs and waits until it has ended, however it ends. */
  abortAll(): Promise<void>;
}

/** The runs of one runtime that have not ended. */
export function createRunning(): Running {
  const running = new Map<AbortController, Promise<unknown>>();

  return {
    start(work, signal) {
      const own = new AbortController();
      const run = work(signal ? AbortSignal.any([signal, own.signal]) : own.signal);
      const settled = run.then(
        () => running.delete(own),
        () => running.delete(own),
      );
      running.set(own, settled);
      return run;
    },
    async abortAll() {
      for (const own of running.keys()) own.abort();
      await Promise.all(running.values());
    },
  };
}
