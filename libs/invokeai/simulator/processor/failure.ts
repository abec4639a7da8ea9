/** A node failed the way a Python exception of this class and text would. */
export class NodeFailure extends Error {
  readonly errorType: string;

  constructor(errorType: string, message: string) {
    super(message);
    this.errorType = errorType;
  }
}

/** The item was cancelled; the run stops at its next check. */
export class Stopped extends Error {}

/** As the real one words it; the figures are of its maker. */
export const outOfMemory = (): NodeFailure =>
  new NodeFailure(
    'OutOfMemoryError',
    'CUDA out of memory. Tried to allocate 64.00 MiB. GPU 0 has a total capacity of 15.70 GiB of which 50.62 MiB is free. ' +
      'Including non-PyTorch memory, this process has 15.62 GiB memory in use.',
  );

/** Shaped like a Python traceback; the real one names files of the server. */
export const tracebackOf = ({ errorType, message }: NodeFailure): string =>
  `Traceback (most recent call last):\n  File "simulator", line 1, in invoke\n${errorType}: ${message}\n`;
