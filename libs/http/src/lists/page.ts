import { Type, type Static, type TSchema } from 'typebox';
import { Nullable } from '../wire/common-schemas.ts';

/** Schema of a list answer (API contract 1.4). */
export const Page = <Item extends TSchema>(item: Item) =>
  Type.Object({
    data: Type.Array(item),
    next_cursor: Nullable(Type.String()),
    has_more: Type.Boolean(),
    total_count: Type.Optional(Type.Integer({ minimum: 0, description: 'Only with include_total=true' })),
  });

export type Page<Item> = Omit<Static<ReturnType<typeof Page<TSchema>>>, 'data'> & { data: Item[] };

/** Whether a schema is one of a list answer: such a GET is named `…_list`. */
export const isPageSchema = (schema: TSchema): boolean =>
  Type.IsObject(schema) && ['data', 'next_cursor', 'has_more'].every((name) => Object.hasOwn(schema.properties, name));

interface PageParts<Row, Item> {
  /** In order, one more than `limit` when there is one more: so the end of the list is known without counting. */
  rows: readonly Row[];
  limit: number;
  toItem: (row: Row) => Item;
  /** The cursor that continues after a row. */
  cursorAfter: (row: Row) => string;
  /** Given only when the caller asked for it. */
  totalCount?: number | undefined;
}

/** Makes a list answer of what a query for `limit + 1` rows found. */
export function pageOf<Row, Item>({ rows, limit, toItem, cursorAfter, totalCount }: PageParts<Row, Item>): Page<Item> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const hasMore = rows.length > limit;
  return {
    data: shown.map(toItem),
    next_cursor: hasMore && last !== undefined ? cursorAfter(last) : null,
    has_more: hasMore,
    ...(totalCount !== undefined && { total_count: totalCount }),
  };
}
