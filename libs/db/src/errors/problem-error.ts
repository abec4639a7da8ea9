import { AppError, isErrorCode } from '@pingvas/errors';
import { sqlError } from './sql-error.ts';

/**
 * SQLSTATE class of the problems that our own SQL functions raise:
 * `RAISE EXCEPTION USING ERRCODE = 'PV001', MESSAGE = 'QUEUE_LIMIT_REACHED', DETAIL = '{"limit": 3}'`.
 */
const problemClass = 'PV';

/** The problem that a SQL function raised, as AppError; any other error as it came. */
export function problemOrSame(error: unknown): unknown {
  const raised = sqlError(error);
  if (raised === undefined || !raised.code.startsWith(problemClass) || !isErrorCode(raised.message)) return error;
  return new AppError(raised.message, membersOf(raised.detail), { cause: error });
}

function membersOf(detail: string | undefined): Record<string, unknown> {
  const members: unknown = detail === undefined ? {} : JSON.parse(detail);
  return typeof members === 'object' && members !== null ? { ...members } : {};
}
