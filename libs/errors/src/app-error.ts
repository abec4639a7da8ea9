import { ERRORS, type ErrorCode, type Members } from './codes.ts';

/** One fault of the input. `pointer`: JSON pointer into the body, or `query:name`, `header:name`, `part:name`. */
export interface FieldError {
  pointer: string;
  code: string;
  detail: string;
}

export interface AppErrorOptions {
  /** Replaces the sentence of the table. */
  detail?: string;
  errors?: readonly FieldError[];
  /** Response headers that go with this answer. */
  headers?: Readonly<Record<string, string>>;
  cause?: unknown;
}

/** An outcome that the caller is told about: a stable code of the API contract 1.3 with its extra members. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly members: Members;
  readonly errors: readonly FieldError[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: ErrorCode, members: Members = {}, options: AppErrorOptions = {}) {
    super(options.detail ?? detailOf(code, members), 'cause' in options ? { cause: options.cause } : undefined);
    this.code = code;
    this.members = members;
    this.errors = options.errors ?? [];
    this.headers = options.headers ?? {};
  }

  get status(): number {
    return ERRORS[this.code].status;
  }
}

function detailOf(code: ErrorCode, members: Members): string {
  const { detail } = ERRORS[code];
  return typeof detail === 'string' ? detail : detail(members);
}

export const isAppError = (error: unknown, code?: ErrorCode): error is AppError =>
  error instanceof AppError && (code === undefined || error.code === code);
