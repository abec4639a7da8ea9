import { describe, expect, test } from 'vitest';
import { createSubscriber, onMessage } from '@pingvas/redis';
import type { TokenPair } from './token-pair.schemas.ts';
import { bearer } from '../test/user-client.ts';
import { startUserService, webOrigin } from '../test/user-service.ts';

const { client, deps } = await startUserService();

const isOpen = async (sessionId: string): Promise<boolean> => {
  const session = await deps.db.withSystem((tx) => tx.session.findUnique({ where: { id: sessionId } }));
  return session?.revokedAt === null;
};
const logout = (tokens: TokenPair, body: object = {}, headers: Readonly<Record<string, string>> = {}) =>
  client.post('/auth/logout', body, { ...bearer(tokens), ...headers });

describe('logout', () => {
  test('ends this login: its tokens are refused, those of another login are not', async () => {
    const { tokens, ...person } = await client.register();
    const other = await client.login(person);
    expect(await logout(other)).toMatchObject({ status: 200, body: { ok: true } });
    const refused = { status: 401, body: { code: 'INVALID_TOKEN' } };
    expect(await client.post('/auth/refresh', { refresh_token: other.refresh_token })).toMatchObject(refused);
    await expect
      .poll(() => client.call('GET', '/me', undefined, bearer(other)), { timeout: 5000 })
      .toMatchObject(refused);
    expect((await client.call('GET', '/me', undefined, bearer(tokens))).status).toBe(200);
  });

  test('tells the other services whose logins have changed', async () => {
    const { tokens } = await client.register();
    const subscriber = createSubscriber(deps.config, deps.logger);
    const heard: string[] = [];
    await onMessage(subscriber, 'auth:evict', (message) => heard.push(message));
    await logout(tokens);
    await expect.poll(() => heard).toContain(`user:${tokens.user.id}`);
    subscriber.disconnect();
  });

  test('`all` ends every login of the account and no other’s', async () => {
    const { tokens, ...person } = await client.register();
    const [other, stranger] = [await client.login(person), (await client.register()).tokens];
    await logout(tokens, { all: true });
    expect(await isOpen(tokens.session_id)).toBe(false);
    expect(await isOpen(other.session_id)).toBe(false);
    expect(await isOpen(stranger.session_id)).toBe(true);
  });

  test('a refresh token of another login ends that one too, a stranger’s does nothing', async () => {
    const { tokens, ...person } = await client.register();
    const [other, third] = [await client.login(person), await client.login(person)];
    const stranger = (await client.register()).tokens;
    await logout(tokens, { refresh_token: other.refresh_token });
    expect([await isOpen(tokens.session_id), await isOpen(other.session_id)]).toEqual([false, false]);
    expect((await logout(third, { refresh_token: stranger.refresh_token })).status).toBe(200);
    expect(await isOpen(stranger.session_id)).toBe(true);
  });

  test('clears the cookie, and takes one only from our own pages', async () => {
    const { tokens } = await client.register();
    const cookie = `pingvas_refresh=${tokens.refresh_token}`;
    const elsewhere = await logout(tokens, {}, { cookie, origin: 'https://elsewhere.example' });
    expect(elsewhere).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } });
    expect(await isOpen(tokens.session_id)).toBe(true);
    const answer = await logout(tokens, {}, { cookie, origin: webOrigin });
    expect(String(answer.headers['set-cookie'])).toMatch(/^pingvas_refresh=; .*Max-Age=0/);
  });

  test('needs an access token', async () => {
    expect(await client.post('/auth/logout')).toMatchObject({ status: 401, body: { code: 'UNAUTHORIZED' } });
  });
});
