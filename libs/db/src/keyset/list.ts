import { toNumber } from '../client/numbers.ts';
import { Prisma } from '../generated/client.ts';
import { afterPosition, inOrder, sortValue } from './keyset.ts';
import type { Keyset, Position } from './keyset.ts';

type RawTx = Pick<Prisma.TransactionClient, '$queryRaw'>;

/** The rows that a list shows. */
export interface ListScope {
  /** One table and its alias. */
  from: Prisma.Sql;
  /** All of them hold. */
  where: readonly Prisma.Sql[];
}

/** A row of a page: which it is, and where a cursor behind it continues. */
export interface ListedId {
  id: string;
  position: Position;
}

/**
 * The ids of one page, in order.
 * @param limit rows at most: one more than the page shows tells whether there is a next one
 */
export async function listIds(
  tx: RawTx,
  { from, where, limit, ...keyset }: ListScope & Keyset & { limit: number },
): Promise<ListedId[]> {
  const rows = await tx.$queryRaw<{ id: string; value: bigint | number | string }[]>(Prisma.sql`
    SELECT ${keyset.id} AS id, ${sortValue(keyset.by)} AS value FROM ${from}
    WHERE ${all([...where, afterPosition(keyset)])} ORDER BY ${inOrder(keyset)} LIMIT ${limit}::int`);
  return rows.map(({ id, value }) => ({ id, position: [typeof value === 'bigint' ? toNumber(value) : value, id] }));
}

/** How many rows a list has over all its pages. */
export async function countListed(tx: RawTx, { from, where }: ListScope): Promise<number> {
  const [row] = await tx.$queryRaw<{ n: bigint }[]>(Prisma.sql`SELECT count(*) AS n FROM ${from} WHERE ${all(where)}`);
  return toNumber(row?.n ?? 0n);
}

const all = (conditions: readonly Prisma.Sql[]): Prisma.Sql => Prisma.join([Prisma.sql`true`, ...conditions], ' AND ');
