import { AppError } from '@pingvas/errors';
import { sqlError } from './sql-error.ts';

/** SQLSTATE class of the problems that our own SQL functions raise: MESSAGE is the stable code, DETAIL a JSON object of members. */
const problemClass = 'PV';

/** The problem that a SQL function raised, as AppError; any other error as it came. */
export function problemOrSame(error: unknown): unknown {
  const raised = sqlError(error);
  if (raised === undefined || !raised.code.startsWith(problemClass)) return error;
  return new AppError(raised.message, membersOf(raised.detail));
}

function membersOf(detail: string | undefined): Record<string, unknown> {
  const members: unknown = detail === undefined ? {} : JSON.parse(detail);
  return typeof members === 'object' && members !== null ? { ...members } : {};
}
