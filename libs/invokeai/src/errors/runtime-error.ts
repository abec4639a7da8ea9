/** Job error codes of the API contract that a runtime can cause. */
export type JobErrorCode =
  | 'MODEL_NOT_FOUND'
  | 'MODEL_LOAD_FAILED'
  | 'OUT_OF_MEMORY'
  | 'INVALID_PARAMETERS'
  | 'WORKER_TIMEOUT'
  | 'WORKER_LOST'
  | 'RUNTIME_ERROR';

export interface Verdict {
  code: JobErrorCode;
  /** Another start, on this or another worker, may cure it. */
  retryable: boolean;
  /** It may fit on a larger GPU class. */
  retryOnLargerClass: boolean;
  /** The runtime itself is suspect: prepare it again before its next job, or replace the pod. */
  infrastructure: boolean;
}

interface Details extends Verdict {
  errorType?: string;
  gpuMs?: number;
  cause?: unknown;
}

/** A call or a run that the runtime did not do. The message is for logs: it may hold names and paths of the server. */
export class RuntimeError extends Error implements Verdict {
  override readonly name = 'RuntimeError';
  readonly code: JobErrorCode;
  readonly retryable: boolean;
  readonly retryOnLargerClass: boolean;
  readonly infrastructure: boolean;
  /** Name of the Python exception class, when the runtime gave one. */
  readonly errorType?: string;
  /** GPU time that the failed run was seen to use, in milliseconds. */
  readonly gpuMs: number;

  constructor(message: string, { code, retryable, retryOnLargerClass, infrastructure, ...more }: Details) {
    super(message, 'cause' in more ? { cause: more.cause } : undefined);
    this.code = code;
    this.retryable = retryable;
    this.retryOnLargerClass = retryOnLargerClass;
    this.infrastructure = infrastructure;
    this.gpuMs = more.gpuMs ?? 0;
    if (more.errorType !== undefined) this.errorType = more.errorType;
  }
}

/** A run that was ended on request, by its signal or by `interrupt()`. */
export class RunCancelled extends Error {
  override readonly name = 'RunCancelled';
  /** GPU time that the run was seen to use before it ended, in milliseconds. */
  readonly gpuMs: number;

  constructor(gpuMs: number) {
    super('the run was cancelled');
    this.gpuMs = gpuMs;
  }
}
