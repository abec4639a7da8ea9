import { Type } from 'typebox';

/** A lower-case UUID, as every id of the product is written. */
export const Id = Type.String({ pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$' });

/** UTC with milliseconds, for example `2026-11-21T07:00:01.240Z`. */
export const Time = Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$' });

export const Sha256 = Type.String({ pattern: '^[0-9a-f]{64}$' });

export const Milliseconds = Type.Integer({ minimum: 0 });

export const Seed = Type.Integer({ minimum: 0, maximum: 4_294_967_295 });

/** Position of an image in its job; a job has at most ten (API contract 5.1). */
export const ImageIndex = Type.Integer({ minimum: 0, maximum: 9 });
