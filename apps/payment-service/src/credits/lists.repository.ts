import {
  countListed,
  createdWithin,
  join,
  listIds,
  sql,
  type ListedId,
  type ListScope,
  type Position,
  type SortColumn,
  type Sql,
} from '@pingvas/db';
import type { PaymentTx } from '../database.ts';
import type { EntryQuery, LotQuery } from './credits.schemas.ts';

/** The ledger's own order: entries of one account are numbered one after another. */
export const entryOrder = { column: sql`t.seq`, type: 'int' } as const satisfies SortColumn;

/**
 * The order of spending as one text: the soonest end first, lots without an end last, then the oldest. Ends beyond the year
 * 9999 count as none.
 */
export const spendOrder = {
  column: sql`(to_char(LEAST(COALESCE(l.expires_at, '9999-12-31'), '9999-12-31') AT TIME ZONE 'UTC', 'YYYYMMDDHH24MISSUS')
    || to_char(l.created_at AT TIME ZONE 'UTC', 'YYYYMMDDHH24MISSUS')) COLLATE "C"`,
  type: 'text',
} as const satisfies SortColumn;

interface PageRequest {
  after: Position | null;
  limit: number;
}

export const listEntryIds = (
  tx: PaymentTx,
  userId: string,
  query: EntryQuery,
  page: PageRequest,
): Promise<ListedId[]> =>
  listIds(tx, { ...entriesOf(userId, query), ...page, by: entryOrder, order: query.sort_order, id: sql`t.id` });

export const countEntries = (tx: PaymentTx, userId: string, query: EntryQuery): Promise<number> =>
  countListed(tx, entriesOf(userId, query));

export const listLotIds = (tx: PaymentTx, userId: string, query: LotQuery, page: PageRequest): Promise<ListedId[]> =>
  listIds(tx, { ...lotsOf(userId, query), ...page, by: spendOrder, order: 'asc', id: sql`l.id` });

export const countLots = (tx: PaymentTx, userId: string, query: LotQuery): Promise<number> =>
  countListed(tx, lotsOf(userId, query));

function entriesOf(userId: string, query: EntryQuery): ListScope {
  const { type, reference_type, reference_id } = query;
  const conditions: (Sql | undefined)[] = [
    sql`t.user_id = ${userId}::uuid`,
    type && sql`t.type IN (${join(type)})`,
    reference_type && sql`t.reference_type IN (${join(reference_type)})`,
    reference_id && sql`t.reference_id IN (${join(reference_id)})`,
    ...createdWithin(sql`t.created_at`, query),
  ];
  return { from: sql`credit_transactions t`, where: conditions.filter((each) => each !== undefined) };
}

function lotsOf(userId: string, query: LotQuery): ListScope {
  const own = sql`l.user_id = ${userId}::uuid`;
  const open = query.include_empty ? [] : [sql`(l.remaining > 0 OR l.held > 0)`];
  return { from: sql`credit_lots l`, where: [own, ...open, ...createdWithin(sql`l.created_at`, query)] };
}
