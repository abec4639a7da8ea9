import { Prisma } from '../generated/client.ts';

/** Conditions of `created_after` (from this moment on) and `created_before`: RFC 3339, to the millisecond. */
export function createdWithin(
  column: Prisma.Sql,
  { created_after, created_before }: { created_after?: string; created_before?: string },
): Prisma.Sql[] {
  return [
    ...(created_after === undefined ? [] : [Prisma.sql`${column} >= ${moment(created_after)}`]),
    ...(created_before === undefined ? [] : [Prisma.sql`${column} < ${moment(created_before)}`]),
  ];
}

/** Counted from 1970, for JavaScript writes years that Postgres does not read (0, or with a sign). */
const moment = (text: string): Prisma.Sql =>
  Prisma.sql`(timestamptz 'epoch' + ${milliseconds(text)}::bigint * interval '1 millisecond')`;

/** A leap second, which RFC 3339 allows and JavaScript does not know, is the beginning of the next minute. */
function milliseconds(text: string): number {
  const time = Date.parse(text);
  return Number.isNaN(time) ? Date.parse(text.replace(':60', ':59')) + 1000 : time;
}

/** Condition: the text is part of the value, in any case. Nothing in it is special. */
export const contains = (value: Prisma.Sql, text: string): Prisma.Sql =>
  Prisma.sql`${value} ILIKE ${`%${text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`}`;
