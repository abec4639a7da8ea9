import { Type } from 'typebox';

/** RFC 3339, UTC, milliseconds: the only form of a time in an answer. */
export const Time = Type.String({
  pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{3}Z$',
  description: 'RFC 3339, UTC, milliseconds',
});

/** `2026-11-21T07:00:00.000Z` */
export const wireTime = (time: Date): string => time.toISOString();

/** The same for a time that may not have come yet. */
export const wireTimeOrNull = (time: Date | null): string | null => (time === null ? null : wireTime(time));
