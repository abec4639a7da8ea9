import { Type } from 'typebox';

/** A time that a caller gives: RFC 3339 with any offset. */
export const TimeInput = Type.String({ format: 'date-time', description: 'RFC 3339' });
