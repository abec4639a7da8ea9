/** 1 MiB: the largest JSON body (API contract 1.1). */
export const JSON_LIMIT_BYTES = 1_048_576;
/** A caller must have sent its request within this time. */
export const REQUEST_TIMEOUT_MS = 60_000;
/** Longest value of a path parameter; a share token has 32 characters. */
export const MAX_PARAM_LENGTH = 200;
