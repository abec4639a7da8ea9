import { servers } from '../servers/test-servers.ts';
import { runCommands } from './run-commands.ts';

/**
 * An empty Redis database of this test file's own: each worker of the run has one, by its number, and a file empties it first.
 * Publish and subscribe reach all of them; no database number keeps channels apart.
 * @returns its URL.
 */
export async function testRedis(): Promise<string> {
  const url = new URL(servers().redis.url);
  url.pathname = `/${workerNumber()}`;
  await runCommands(url, ['FLUSHDB']);
  return url.href;
}

/** Redis has databases 0 to 15; 0 is left to whoever owns a server that was given by URL. */
function workerNumber(): number {
  const worker = Number(process.env.VITEST_POOL_ID ?? 1);
  if (worker >= 1 && worker <= 15) return worker;
  throw new Error(`Redis has no database for worker ${worker}: run at most 15 (vitest --maxWorkers)`);
}
