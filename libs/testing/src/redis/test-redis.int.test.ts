import { expect, test } from 'vitest';
import { servers } from '../servers/test-servers.ts';
import { runCommands } from './run-commands.ts';
import { testRedis } from './test-redis.ts';

test('a test file finds nothing of the one before it', async () => {
  const url = new URL(await testRedis());
  expect(await runCommands(url, ['SET left-behind 1', 'EXISTS left-behind'])).toEqual(['+OK', ':1']);
  await testRedis();
  expect(await runCommands(url, ['DBSIZE'])).toEqual([':0']);
});

test('a refusal of the server is an error', async () => {
  await expect(runCommands(new URL(servers().redis.url), ['NO_SUCH_COMMAND'])).rejects.toThrow('unknown command');
});

test('the queue may not lose entries to eviction', async () => {
  const answers = await runCommands(new URL(servers().redis.url), ['CONFIG GET maxmemory-policy']);
  expect(answers).toContain('noeviction');
});
