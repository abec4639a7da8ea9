import { AppError, type FieldError } from './app-error.ts';

/** Missing, foreign or deleted. With a pointer: the id stood inside the body. */
export function notFound(pointer?: string): AppError {
  const errors = pointer === undefined ? [] : [{ pointer, code: 'NOT_FOUND', detail: 'There is no such object.' }];
  return new AppError('NOT_FOUND', {}, { errors });
}

/** A schema or absolute limit is broken; `errors` names at least one fault. */
export const validationError = (...errors: readonly FieldError[]): AppError =>
  new AppError('VALIDATION_ERROR', {}, { errors });

/** Each field is valid, together they are not. */
export const invalidParameters = (...errors: readonly FieldError[]): AppError =>
  new AppError('INVALID_PARAMETERS', {}, { errors });

export const insufficientCredits = (amounts: { required: number; available: number }): AppError =>
  new AppError('INSUFFICIENT_CREDITS', { ...amounts, shortfall: amounts.required - amounts.available });

export const featureLocked = (members: {
  feature: string;
  required_plan: string;
  limit?: number;
  requested?: number;
}): AppError => new AppError('FEATURE_LOCKED', members);

export const queueLimitReached = (members: { limit: number; open: number }): AppError =>
  new AppError('QUEUE_LIMIT_REACHED', members);

/** @param retryAfterSeconds how long the caller should wait before the same call can succeed */
export const serviceUnavailable = (retryAfterSeconds: number, cause?: unknown): AppError =>
  new AppError('SERVICE_UNAVAILABLE', {}, { headers: { 'retry-after': String(retryAfterSeconds) }, cause });
