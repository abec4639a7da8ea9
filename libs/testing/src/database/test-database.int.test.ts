import { expect, test } from 'vitest';
import { grantCredits } from '../fixtures/grant-credits.ts';
import { insertUser } from '../fixtures/insert-user.ts';
import { connected } from './connection.ts';
import { testDatabase } from './test-database.ts';

const [one, other] = [await testDatabase(), await testDatabase()];

const count = (url: string, table: string): Promise<unknown> =>
  connected(url, async (client) => {
    const { rows } = await client.query<{ count: number }>(`SELECT count(*)::int FROM dev_pingvas.${table}`);
    return rows;
  });

test('what one test file writes no other sees', async () => {
  const user = await insertUser(one);
  await grantCredits(one, user.id, 100);
  expect(await count(one.superuserUrl, 'users')).toEqual([{ count: 1 }]);
  expect(await count(other.superuserUrl, 'users')).toEqual([{ count: 0 }]);
});

test('every role can connect and is who its URL says', async () => {
  for (const [role, url] of Object.entries(other.urls)) {
    const { rows } = await connected(url, (client) =>
      client.query('SELECT current_user AS name, current_schema() AS schema'),
    );
    expect(rows).toEqual([{ name: `dev_${role}`, schema: other.schema }]);
  }
});

test('a user who was made here can be signed in', async () => {
  const user = await insertUser(one, { role: 'admin', emailVerified: false });
  const { rows } = await connected(one.urls.gallery, (client) =>
    client.query('SELECT user_id, role, email_verified, plan_type FROM auth_context($1)', [user.sessionId]),
  );
  expect(rows).toEqual([{ user_id: user.id, role: 'admin', email_verified: false, plan_type: 'free' }]);
});
