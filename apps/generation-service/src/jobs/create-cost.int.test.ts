import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startCountingProxy } from '../test/counting-proxy.ts';
import { commandOf, startGenerationService, startReplica } from '../test/generation-service.ts';
import { startHttp } from '../test/http.ts';

const { environment, newAccount } = await startGenerationService();
const proxy = await startCountingProxy(environment['DATABASE_URL'] ?? '');
const parts = await startReplica({ ...environment, DATABASE_URL: proxy.url });
const { call } = await startHttp(parts);
const account = await newAccount({ credits: 1_000 });
const body = { model_id: 'sd15-base', prompt: 'a lighthouse' };

const monitor = await parts.clients.redis.duplicate({ enableOfflineQueue: true, lazyConnect: true }).monitor();
afterAll(() => monitor.disconnect());
const commands: string[] = [];
beforeAll(() => {
  monitor.on('monitor', (_time: string, [name = '']: string[], source: string) => {
    if (source !== 'lua') commands.push(name.toLowerCase());
  });
});
/** What the service asks by itself, time and again. */
const background: readonly string[] = ['smembers', 'hgetall', 'get'];

test('a create is one statement, and one Redis command before its two hints', async () => {
  const headers = { 'idempotency-key': 'first' };
  expect((await call('POST', '/create', { by: account, body, headers })).status).toBe(201);
  const [statements, heard] = [proxy.statements(), commands.length];
  const answer = await call('POST', '/create', { by: account, body, headers: { 'idempotency-key': 'second' } });
  expect(answer.status).toBe(201);
  expect(proxy.statements() - statements).toBe(1);
  const ofRequest = (): string[] => commands.slice(heard).filter((name) => !background.includes(name));
  await vi.waitFor(() => expect(ofRequest()).toEqual(['evalsha', 'publish', 'publish']), { timeout: 5_000 });
});

test('a create needs no Redis: whatever it tells others is a hint', async () => {
  parts.clients.redis.disconnect();
  const { replayed } = await parts.accept(commandOf(account));
  expect(replayed).toBe(false);
  expect((await call('POST', '/create', { by: account, body })).status).toBe(201);
});
