import { escapeIdentifier } from 'pg';
import type { Client } from 'pg';
import { withClient } from '../connection/with-client.ts';

export interface Viewer {
  tables: readonly string[];
  /** The user of the transaction; left out: the setting is not touched. */
  userId?: string;
  /** SET LOCAL ROLE. */
  role?: string;
  /** Counts only rows that belong to others. */
  notOf?: string;
}

/** How many rows one transaction sees of each table that the role may read at all; with `notOf`, only tables that show any. */
export const visibleRows = (url: string, viewer: Viewer): Promise<Record<string, number>> =>
  withClient(url, async (client) => {
    await client.query('BEGIN');
    if (viewer.role !== undefined) await client.query(`SET LOCAL ROLE ${escapeIdentifier(viewer.role)}`);
    if (viewer.userId !== undefined) await client.query("SELECT set_config('app.user_id', $1, true)", [viewer.userId]);
    const counts: [string, number][] = [];
    for (const table of await readable(client, viewer.tables))
      counts.push([table, await count(client, table, viewer.notOf)]);
    await client.query('COMMIT');
    return Object.fromEntries(counts.filter(([, rows]) => viewer.notOf === undefined || rows > 0));
  });

async function readable(client: Client, tables: readonly string[]): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    "SELECT name FROM unnest($1::text[]) AS name WHERE has_table_privilege(name, 'SELECT')",
    [tables],
  );
  return rows.map(({ name }) => name);
}

async function count(client: Client, table: string, notOf?: string): Promise<number> {
  const owner = table === 'users' ? 'id' : 'user_id';
  const { rows } = await client.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM ${escapeIdentifier(table)}${notOf === undefined ? '' : ` WHERE ${owner} <> '${notOf}'`}`,
  );
  return rows[0]?.count ?? 0;
}
