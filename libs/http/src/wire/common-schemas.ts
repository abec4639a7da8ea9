import { Type, type TSchema } from 'typebox';

/** The answer of a call that has nothing to return. */
export const Ok = Type.Object({ ok: Type.Literal(true) });

export const OK = { ok: true } as const;

/** A member that is always there and may be null. */
export const Nullable = <Schema extends TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);
