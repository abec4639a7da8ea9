export type Members = Readonly<Record<string, unknown>>;

/** One stable error: its HTTP status, its title (never changes) and what to tell the caller (may change). */
export interface ErrorRow {
  status: number;
  title: string;
  detail: string | ((members: Members) => string);
}

const row = (status: number, title: string, detail: ErrorRow['detail']): ErrorRow => ({ status, title, detail });
const value = (members: Members, name: string): string => {
  const member = members[name];
  return typeof member === 'string' || typeof member === 'number' ? String(member) : 'unknown';
};

/** Every stable code of the API contract 1.3. Clients branch on the code alone, so none is ever renamed or removed. */
export const ERRORS = {
  INVALID_REQUEST: row(400, 'Invalid request', 'The request is malformed.'),
  VALIDATION_ERROR: row(400, 'Validation failed', 'The request does not fit the schema; see errors.'),
  INVALID_PARAMETERS: row(400, 'Parameters do not fit together', 'These parameters cannot be combined; see errors.'),
  WEAK_PASSWORD: row(
    400,
    'Password too weak',
    'Choose a longer password that is not common and not your name or e-mail.',
  ),
  INVALID_ACTION_TOKEN: row(400, 'Link or code not valid', 'This link or code is wrong, used or expired.'),
  INVALID_CURSOR: row(400, 'Cursor not valid', 'This cursor does not belong to this list, its filters and its order.'),
  QUOTE_INVALID: row(400, 'Quote not valid', 'This quote was not issued to you.'),

  UNAUTHORIZED: row(401, 'Sign-in required', 'This call needs a credential.'),
  INVALID_TOKEN: row(401, 'Credential not valid', 'This credential is wrong, revoked or unknown.'),
  TOKEN_EXPIRED: row(401, 'Token expired', 'This token has expired; refresh it.'),
  TOKEN_REUSED: row(401, 'Refresh token used twice', 'This refresh token was used before; the login was ended.'),
  INVALID_CREDENTIALS: row(401, 'Wrong e-mail or password', 'E-mail or password are wrong.'),
  INVALID_SIGNATURE: row(401, 'Signature not valid', 'The signature does not fit the content.'),

  INSUFFICIENT_CREDITS: row(
    402,
    'Not enough credits',
    (m) => `This needs ${value(m, 'required')} credits; ${value(m, 'available')} are available.`,
  ),
  SPEND_LIMIT_REACHED: row(402, 'Spend limit reached', (m) => `This month's limit is ${value(m, 'limit')} credits.`),

  FORBIDDEN: row(403, 'Not allowed', 'You may not do this.'),
  INSUFFICIENT_SCOPE: row(403, 'Scope missing', (m) => `This key lacks the scope ${value(m, 'required_scope')}.`),
  USER_LOGIN_REQUIRED: row(403, 'User login required', 'An API key cannot do this; sign in as a user.'),
  FEATURE_LOCKED: row(
    403,
    'Not part of your plan',
    (m) => `This needs the plan ${value(m, 'required_plan')} or higher.`,
  ),
  MODEL_NOT_AVAILABLE: row(403, 'Model not available', 'Your plan does not include this model.'),
  EMAIL_NOT_VERIFIED: row(403, 'E-mail not verified', 'Verify your e-mail address first.'),
  ACCOUNT_SUSPENDED: row(403, 'Account suspended', 'This account is suspended.'),
  ACCOUNT_PENDING_DELETION: row(403, 'Account is being deleted', 'Restore the account to use it again.'),
  REAUTHENTICATION_REQUIRED: row(403, 'Sign in again', 'This needs a login of the last 10 minutes.'),
  STORAGE_QUOTA_EXCEEDED: row(403, 'Storage is full', 'Delete images or change the plan.'),
  PUBLIC_POST_LIMIT_REACHED: row(
    403,
    'Public post limit reached',
    (m) => `Your plan allows ${value(m, 'limit')} a month.`,
  ),
  SHARE_PASSWORD_REQUIRED: row(403, 'Password required', 'This link needs its password.'),

  NOT_FOUND: row(404, 'Not found', 'There is nothing here, or not for you.'),

  USER_EXISTS: row(409, 'Already taken', (m) => `This ${value(m, 'field')} is taken.`),
  CONFLICT: row(409, 'Conflict', 'The present state does not allow this.'),
  IDEMPOTENCY_CONFLICT: row(409, 'Idempotency key used otherwise', 'This Idempotency-Key came with another request.'),
  IDEMPOTENCY_IN_PROGRESS: row(
    409,
    'Still in progress',
    'The first request with this Idempotency-Key is still running.',
  ),
  JOB_NOT_CANCELLABLE: row(409, 'Job cannot be cancelled', (m) => `The job is ${value(m, 'job_status')}.`),
  JOB_NOT_RETRYABLE: row(409, 'Job cannot be retried', (m) => `The job is ${value(m, 'job_status')}.`),
  JOB_NOT_MOVABLE: row(409, 'Job cannot be moved', (m) => `The job is ${value(m, 'job_status')}.`),
  QUOTE_EXPIRED: row(409, 'Quote expired', 'This quote has expired; ask for a new one.'),
  QUOTE_MISMATCH: row(409, 'Quote is for another request', 'This quote was made for another request.'),
  SUBSCRIPTION_EXISTS: row(409, 'Subscription exists', 'This account already has a subscription.'),
  SUBSCRIPTION_STATE: row(
    409,
    'Wrong subscription state',
    (m) => `The subscription is ${value(m, 'subscription_status')}.`,
  ),
  OAUTH_ALREADY_LINKED: row(409, 'Already linked', 'This login is linked to another account.'),
  LAST_LOGIN_METHOD: row(409, 'Last way to sign in', 'Set a password or link another login first.'),

  PRECONDITION_FAILED: row(412, 'Changed meanwhile', 'The object is not in the state named by If-Match.'),
  PAYLOAD_TOO_LARGE: row(413, 'Too large', (m) => `At most ${value(m, 'limit_bytes')} bytes are allowed.`),
  UNSUPPORTED_MEDIA_TYPE: row(415, 'Media type not supported', 'This kind of content is not accepted here.'),
  PROMPT_REJECTED: row(422, 'Prompt rejected', (m) => `The prompt was rejected: ${value(m, 'category')}.`),

  RATE_LIMIT_EXCEEDED: row(
    429,
    'Too many requests',
    (m) => `The limit is ${value(m, 'limit')} per ${value(m, 'policy')}.`,
  ),
  QUEUE_LIMIT_REACHED: row(
    429,
    'Queue is full',
    (m) => `${value(m, 'open')} of ${value(m, 'limit')} entries of your queue are open.`,
  ),
  TOO_MANY_STREAMS: row(429, 'Too many streams', (m) => `At most ${value(m, 'limit')} streams may be open.`),

  INTERNAL_ERROR: row(500, 'Internal error', 'Something went wrong on our side.'),
  PROVIDER_ERROR: row(502, 'Provider failed', 'A provider that this call needs has failed.'),
  SERVICE_UNAVAILABLE: row(503, 'Service unavailable', 'The service cannot answer now; try again.'),
  NO_CAPACITY: row(503, 'No capacity', 'Nobody can serve this request now.'),
  PROVIDER_NOT_CONFIGURED: row(503, 'Provider not configured', 'This provider is not set up here.'),
} as const satisfies Record<string, ErrorRow>;

export type ErrorCode = keyof typeof ERRORS;

export const isErrorCode = (code: unknown): code is ErrorCode =>
  typeof code === 'string' && Object.hasOwn(ERRORS, code);
