import { Type } from 'typebox';
import { Prisma } from '../generated/client.ts';

/** What a list can be ordered by. */
export interface SortColumn {
  /** The column, qualified: it goes into the query as it is. */
  column: Prisma.Sql;
  type: 'int' | 'text' | 'time';
}

/** Where a page ended: the sort value of its last row, as `sortValue` selected it, and that row's id. */
export type Position = readonly [value: number | string, id: string];

export interface Keyset {
  by: SortColumn;
  order: 'asc' | 'desc';
  /** The id column, qualified: it breaks ties. */
  id: Prisma.Sql;
  /** Null: from the beginning. */
  after: Position | null;
}

/**
 * The sort value of a row, to be selected and read by `toNumber` or as text. Times are microseconds since 1970, as exact as the
 * database has them: a JavaScript Date would lose three digits, and a walk with them rows.
 */
export const sortValue = ({ column, type }: SortColumn): Prisma.Sql =>
  type === 'time' ? Prisma.sql`(extract(epoch FROM ${column}) * 1000000)::bigint` : column;

/** Condition: the rows that come after a position. */
export function afterPosition({ by, order, id, after }: Keyset): Prisma.Sql {
  if (after === null) return Prisma.sql`true`;
  const side = order === 'desc' ? Prisma.sql`<` : Prisma.sql`>`;
  return Prisma.sql`(${by.column}, ${id}) ${side} (${comparable(by, after[0])}, ${after[1]}::uuid)`;
}

/** What comes behind `ORDER BY`. */
export function inOrder({ by, order, id }: Keyset): Prisma.Sql {
  const direction = order === 'desc' ? Prisma.sql`DESC` : Prisma.sql`ASC`;
  return Prisma.sql`${by.column} ${direction}, ${id} ${direction}`;
}

const uuid = Type.String({ pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' });
const wholeNumber = Type.Integer({ minimum: -Number.MAX_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER });
/** A NUL is no text to Postgres. */
const text = Type.String({ pattern: '^[^\\0]*$' });

/** What a position of this order looks like. A caller can forge a cursor: what passes here, the query can compare. */
export const positionSchema = ({ type }: SortColumn) => Type.Tuple([type === 'text' ? text : wholeNumber, uuid]);

function comparable({ type }: SortColumn, value: Position[0]): Prisma.Sql {
  if (type === 'time') return Prisma.sql`(timestamptz 'epoch' + ${value}::bigint * interval '1 microsecond')`;
  return type === 'int' ? Prisma.sql`${value}::bigint` : Prisma.sql`${value}::text`;
}
