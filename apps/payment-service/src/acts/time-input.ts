import { validationError } from '@pingvas/errors';

/**
 * A moment that a caller gives and that is still to come.
 * @throws AppError VALIDATION_ERROR naming the member
 */
export function comingTime(text: string, pointer: string, now: Date): Date {
  const time = new Date(text);
  if (time > now) return time;
  throw validationError({ pointer, code: 'OUT_OF_RANGE', detail: 'must be in the future' });
}
