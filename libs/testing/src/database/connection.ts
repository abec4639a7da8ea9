import pg from 'pg';

/** Opens one connection for `work` and closes it again. */
export async function connected<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** One transaction; `identity` is what `work` runs as. */
export const inTransaction = <T>(
  url: string,
  identity: { userId: string } | { role: string },
  work: (client: pg.Client) => Promise<T>,
): Promise<T> =>
  connected(url, async (client) => {
    await client.query('BEGIN');
    const [setting, value] = 'role' in identity ? ['role', identity.role] : ['app.user_id', identity.userId];
    await client.query('SELECT set_config($1, $2, true)', [setting, value]);
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  });
