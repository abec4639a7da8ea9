export {
  basePath,
  createService,
  type Routes,
  type ServiceApp,
  type ServiceName,
  type ServiceOptions,
} from './service/create-service.ts';
export { runService } from './service/run-service.ts';
export { bindSignals } from './stop/bind-signals.ts';
export { closeInPhases, type Phase } from './stop/close-in-phases.ts';
export {
  adminRow,
  catalogueRow,
  keyRow,
  moderatorRow,
  openRow,
  personalCatalogueRow,
  publicRow,
  SCOPES,
  signedRow,
  ticketRow,
  userRow,
  type Access,
  type Auth,
  type RouteRules,
  type Scope,
} from './routes/declaration.ts';
export { classOf, type RateClass, type Subject } from './rate-limit/classes.ts';
export { createRateLimiter, type RateLimiter } from './rate-limit/limiter.ts';
export { answerRateLimit } from './rate-limit/answer.ts';
export { decodeCursor, encodeCursor, type CursorBinding } from './lists/cursor.ts';
export { keysetPage, type KeysetPage } from './lists/keyset-page.ts';
export { listQuery } from './lists/list-query.ts';
export { Page, pageOf } from './lists/page.ts';
export { TimeInput } from './lists/time-input.ts';
export { fingerprintOf, fingerprintOfParts } from './idempotency/fingerprint.ts';
export { idempotencyOf, type IdempotentRequest } from './idempotency/request.ts';
export { idempotencyKeyOf } from './idempotency/key.ts';
export { Nullable, OK, Ok } from './wire/common-schemas.ts';
export { checkIfMatch, etagOf } from './wire/etag.ts';
export { Id, newId } from './wire/ids.ts';
export { preferredWaitSeconds } from './wire/prefer.ts';
export { Time, wireTime, wireTimeOrNull } from './wire/time.ts';
export { within } from './wire/within.ts';
