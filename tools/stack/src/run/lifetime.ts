/** How the stack's life ends: the status for the shell, and a sentence when it was not wanted. */
export interface End {
  status: number;
  /** Somebody asked for it: no failure, unless there was a result to wait for. */
  isAsked?: boolean;
  error?: unknown;
}

export interface Lifetime {
  /** Resolves at the first reason to stop. */
  ended: Promise<End>;
  end: (end: End) => void;
}

const SIGNAL_STATUS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
/** npm hands Ctrl-C on although the terminal already sent it to us: a second one as soon as this is the same one. */
const SAME_PRESS_MS = 1_000;
const PARENT_CHECK_MS = 1_000;

/**
 * Ends at Ctrl-C, SIGTERM, SIGHUP (the terminal was closed), an error that nobody caught, or the death of the npm that
 * started us. A second Ctrl-C leaves at once; what then still runs is ended by its guards.
 */
export const createLifetime = (host: NodeJS.Process): Lifetime => {
  const { promise: ended, resolve: end } = Promise.withResolvers<End>();
  let firstAt = 0;
  for (const [signal, status] of Object.entries(SIGNAL_STATUS)) {
    host.on(signal, () => {
      if (firstAt > 0 && Date.now() - firstAt > SAME_PRESS_MS) host.exit(status);
      firstAt ||= Date.now();
      end({ status, isAsked: true });
    });
  }
  host.on('uncaughtException', (error) => end({ status: 1, error }));
  host.on('unhandledRejection', (error) => end({ status: 1, error }));
  // The reader of our output may be gone (Ctrl-C ended `tee` first): that is no reason to stop halfway.
  for (const stream of [host.stdout, host.stderr]) stream.on('error', () => undefined);
  if (host.env['npm_lifecycle_event'] === 'start') endWithParent(host, end);
  return { ended, end };
};

const endWithParent = (host: NodeJS.Process, end: (end: End) => void): void => {
  const parent = host.ppid;
  const check = setInterval(
    () => host.ppid !== parent && end({ status: SIGNAL_STATUS.SIGHUP, isAsked: true }),
    PARENT_CHECK_MS,
  );
  check.unref();
};
