import { AppError, notFound, validationError, type ErrorCode } from '@pingvas/errors';
import type { FastifyError } from 'fastify';
import { fieldErrors, type InputPart } from '../validation/faults.ts';
import { JSON_LIMIT_BYTES } from './limits.ts';

const BY_STATUS: Readonly<Record<number, ErrorCode>> = {
  400: 'INVALID_REQUEST',
  404: 'NOT_FOUND',
  413: 'PAYLOAD_TOO_LARGE',
  414: 'NOT_FOUND',
  415: 'UNSUPPORTED_MEDIA_TYPE',
};

/** Errors of the framework that are the caller's doing, as ours. Everything else is left as it is. */
export function appErrorOf(error: unknown): unknown {
  if (error instanceof AppError || !isFrameworkError(error)) return error;
  if (error.validation) return invalidInput(error);
  if (error.code === 'FST_ERR_BAD_URL' || error.code === 'FST_ERR_MAX_PARAM_LENGTH') return notFound();
  const code = BY_STATUS[error.statusCode ?? 500];
  if (code === undefined || !error.code.startsWith('FST_')) return error;
  return new AppError(code, code === 'PAYLOAD_TOO_LARGE' ? { limit_bytes: JSON_LIMIT_BYTES } : {}, { cause: error });
}

const isFrameworkError = (error: unknown): error is FastifyError =>
  error instanceof Error && 'code' in error && typeof error.code === 'string';

const PARTS: readonly string[] = ['body', 'querystring', 'headers', 'params'] satisfies InputPart[];
const isInputPart = (part: string | undefined): part is InputPart => part !== undefined && PARTS.includes(part);

/** A path that is not of the right form names nothing: the same answer as a missing object. */
function invalidInput(error: FastifyError): AppError {
  const part = error.validationContext;
  if (part === 'params' || !isInputPart(part)) return notFound();
  return validationError(...fieldErrors(error.validation ?? [], part));
}
