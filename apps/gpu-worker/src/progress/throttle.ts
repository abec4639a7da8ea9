export type Throttle = {
  /** Runs the action now, or as soon as the interval since its last start is over. Requests meanwhile are one. */
  request(): void;
  /** Runs nothing more. */
  close(): void;
};

/** Runs `action` at most once in `intervalMs` and never twice at a time. `action` must not reject. */
export const createThrottle = (intervalMs: number, action: () => Promise<void>): Throttle => {
  let timer: NodeJS.Timeout | undefined;
  let wanted = false;
  let closed = false;

  const run = (): void => {
    wanted = false;
    const done = action();
    timer = setTimeout(() => void done.then(next), intervalMs);
  };
  const next = (): void => {
    timer = undefined;
    if (wanted && !closed) run();
  };

  return {
    request() {
      wanted = true;
      if (!timer && !closed) run();
    },
    close() {
      closed = true;
      clearTimeout(timer);
    },
  };
};
