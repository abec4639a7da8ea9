export { ERRORS, isErrorCode, type ErrorCode, type ErrorRow, type Members } from './codes.ts';
export { AppError, isAppError, type AppErrorOptions, type FieldError } from './app-error.ts';
export { problemOf, type Problem, type ProblemAnswer } from './problem.ts';
export {
  featureLocked,
  insufficientCredits,
  invalidParameters,
  notFound,
  queueLimitReached,
  serviceUnavailable,
  validationError,
} from './shorthands.ts';
