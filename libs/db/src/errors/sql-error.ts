/** What Postgres said. */
export interface SqlError {
  /** SQLSTATE, for example `23505`. */
  code: string;
  message: string;
  detail?: string;
  /** Name of the constraint or index, for a unique violation. */
  constraint?: string;
}

/**
 * Finds what Postgres said behind an error of the client. A statement's error carries it in `meta`, one raised at COMMIT is the
 * driver adapter's own, without a Prisma code.
 * @returns undefined when the error is not one of Postgres.
 */
export function sqlError(error: unknown): SqlError | undefined {
  const cause = driverCause(error);
  const code = member(cause, 'originalCode');
  if (typeof code !== 'string') return undefined;
  const detail = member(cause, 'detail');
  const constraint = member(member(cause, 'constraint'), 'index');
  return {
    code,
    message: String(member(cause, 'originalMessage')),
    ...(typeof detail === 'string' && { detail }),
    ...(typeof constraint === 'string' && { constraint }),
  };
}

/** Whether a row broke this unique constraint or index; any of them, when no name is given. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  const found = sqlError(error);
  return found?.code === '23505' && (constraint === undefined || found.constraint === constraint);
}

/** Deadlock or serialization failure: the transaction was rolled back and may simply run again. */
export function isConflict(error: unknown): boolean {
  const code = sqlError(error)?.code;
  return code === '40001' || code === '40P01';
}

const driverCause = (error: unknown): unknown =>
  member(error, 'name') === 'DriverAdapterError'
    ? member(error, 'cause')
    : member(member(member(error, 'meta'), 'driverAdapterError'), 'cause');

const member = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
