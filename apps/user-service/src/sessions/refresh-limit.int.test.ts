import { expect, test } from 'vitest';
import { startUserService } from '../test/user-service.ts';

// 2 % of 100 an hour.
const { client } = await startUserService({ RATE_LIMIT_MULTIPLIER: '0.02' });

test('refreshes are counted per user', async () => {
  const { tokens } = await client.register();
  const first = await client.post('/auth/refresh', { refresh_token: tokens.refresh_token });
  expect(first.headers['ratelimit-policy']).toBe('"refresh";q=2;w=3600');
  const second = await client.post('/auth/refresh', { refresh_token: first.body.refresh_token });
  const third = await client.post('/auth/refresh', { refresh_token: second.body.refresh_token });
  expect(third).toMatchObject({ status: 429, body: { code: 'RATE_LIMIT_EXCEEDED', policy: 'refresh', limit: 2 } });
  expect(third.headers['x-ratelimit-remaining']).toBe('0');
});
