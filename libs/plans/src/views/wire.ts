import { Type, type TSchema } from 'typebox';

/** A member that is always there and may be null. */
export const Nullable = <Schema extends TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);

/** A count or an amount of credits. */
export const Count = (description: string) => Type.Integer({ minimum: 0, description });

export const Time = (description: string) =>
  Type.String({ description: `${description}. RFC 3339, UTC, milliseconds` });

export const wireTime = (time: Date | null): string | null => time?.toISOString() ?? null;
