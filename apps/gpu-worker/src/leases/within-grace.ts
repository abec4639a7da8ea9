/** How long a run that was told to stop may take to come back. Loading a model cannot be interrupted. */
const GRACE_MS = 60_000;

/** The run did not come back in time after it was told to stop. */
export class RunAbandoned extends Error {
  override readonly name = 'RunAbandoned';
}

/** `running` itself, but once `signal` is given it must end within a minute; else throws `RunAbandoned`. */
export const withinGrace = async <T>(running: Promise<T>, signal: AbortSignal, graceMs = GRACE_MS): Promise<T> => {
  const { promise: abandoned, reject } = Promise.withResolvers<never>();
  let timer: NodeJS.Timeout | undefined;
  const start = (): void => {
    timer = setTimeout(() => reject(new RunAbandoned(`still running ${graceMs} ms after its stop`)), graceMs);
  };
  if (signal.aborted) start();
  else signal.addEventListener('abort', start, { once: true });
  try {
    return await Promise.race([running, abandoned]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', start);
  }
};
