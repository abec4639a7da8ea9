import { AppError, type FieldError } from './app-error.ts';
import { ERRORS } from './codes.ts';

/** RFC 9457 with the members of the API contract 1.3. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  code: string;
  detail: string;
  instance: string;
  request_id: string;
  errors?: readonly FieldError[];
  [member: string]: unknown;
}

export interface ProblemAnswer {
  status: number;
  headers: Record<string, string>;
  body: Problem;
}

const DEFAULT_RETRY_AFTER_SECONDS: Readonly<Record<number, number>> = { 429: 1, 503: 5 };

/**
 * What the caller is told about an error. Anything that is no `AppError` becomes INTERNAL_ERROR and none of its text,
 * stack or cause is passed on: the log has them, under the same request id.
 * @param at `instance`: path of the request, without its query
 */
export function problemOf(error: unknown, at: { instance: string; requestId: string }): ProblemAnswer {
  const known = error instanceof AppError ? error : new AppError('INTERNAL_ERROR');
  const { status, title } = ERRORS[known.code];
  return {
    status,
    headers: headersOf(known, status),
    body: {
      ...known.members,
      type: `https://pingvas.studio/problems/${known.code.toLowerCase().replaceAll('_', '-')}`,
      title,
      status,
      code: known.code,
      detail: known.message,
      instance: at.instance,
      request_id: at.requestId,
      ...(known.errors.length > 0 && { errors: known.errors }),
    },
  };
}

function headersOf(error: AppError, status: number): Record<string, string> {
  const seconds = error.code === 'IDEMPOTENCY_IN_PROGRESS' ? 1 : DEFAULT_RETRY_AFTER_SECONDS[status];
  return {
    ...(status === 401 && { 'www-authenticate': 'Bearer' }),
    ...(seconds !== undefined && { 'retry-after': String(seconds) }),
    ...error.headers,
  };
}
