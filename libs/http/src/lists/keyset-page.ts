import type { TInteger, TString, TTuple } from 'typebox';
import { decodeCursor, encodeCursor, type CursorBinding } from './cursor.ts';
import { pageOf, type Page } from './page.ts';

/** Where a page ended: the sort value of its last row and that row's id. */
type Position = readonly [value: number | string, id: string];

type PositionSchema = TTuple<[TInteger | TString, TString]>;

/** A row of a page: which it is, and where a cursor behind it continues. */
interface Listed {
  id: string;
  position: Position;
}

interface ListRequest {
  cursor?: string;
  limit: number;
  include_total: boolean;
}

/** One page of a list that is read by position. */
export interface KeysetPage {
  /** Where it begins; null: at the beginning. */
  after: Position | null;
  /** Rows to ask for: one more than it shows tells whether there is a next page. */
  limit: number;
  withTotal: boolean;
  /**
   * The answer. A row that was listed and then could not be found has just gone: it is left out, and the walk goes on behind it.
   */
  of<Row extends { id: string }, Item>(
    found: { listed: readonly Listed[]; rows: readonly Row[]; totalCount: number | undefined },
    toItem: (row: Row) => Item,
  ): Page<Item>;
}

/**
 * Opens the page that a query asks for.
 * @param binding what the cursor belongs to besides the query: the list, and whose it is
 * @param query all of it: filters and order bind the cursor too
 * @param position what a position of this order looks like
 * @throws AppError INVALID_CURSOR
 */
export function keysetPage(binding: CursorBinding, query: ListRequest, position: PositionSchema): KeysetPage {
  const { cursor, limit, include_total, ...asked } = query;
  const bound = { ...asked, ...binding };
  return {
    after: cursor === undefined ? null : decodeCursor(bound, cursor, position),
    limit: limit + 1,
    withTotal: include_total,
    of({ listed, rows, totalCount }, toItem) {
      const items = new Map(rows.map((row) => [row.id, toItem(row)]));
      const page = pageOf({
        rows: listed,
        limit,
        toItem: ({ id }) => items.get(id),
        cursorAfter: (last) => encodeCursor(bound, last.position),
        totalCount,
      });
      return { ...page, data: page.data.filter((item) => item !== undefined) };
    },
  };
}
