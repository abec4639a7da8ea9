import { connect } from 'node:net';
import { servers } from '../servers/test-servers.ts';

const flushTimeoutMs = 5_000;

/**
 * An empty Redis database of this test file's own: each worker of the run has one, by its number, and a file empties it first.
 * Publish and subscribe reach all of them; no database number keeps channels apart.
 * @returns its URL.
 */
export async function testRedis(): Promise<string> {
  const url = new URL(servers().redis.url);
  url.pathname = `/${workerNumber()}`;
  await flush(url);
  return url.href;
}

/** Redis has databases 0 to 15; 0 is left to whoever owns a server that was given by URL. */
function workerNumber(): number {
  const worker = Number(process.env.VITEST_POOL_ID ?? 1);
  if (worker >= 1 && worker <= 15) return worker;
  throw new Error(`Redis has no database for worker ${worker}: run at most 15 (vitest --maxWorkers)`);
}

/** Three commands need no client library, and its home is another package. */
function flush(url: URL): Promise<void> {
  const login = url.password
    ? [`AUTH ${[url.username, url.password].filter(Boolean).map(decodeURIComponent).join(' ')}`]
    : [];
  const commands = [...login, `SELECT ${url.pathname.slice(1)}`, 'FLUSHDB', 'QUIT'];
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect({ host: url.hostname, port: Number(url.port || 6379) });
    socket.setEncoding('utf8').setTimeout(flushTimeoutMs, () => socket.destroy(new Error('Redis does not answer')));
    socket.on('data', (text) => (answer += text.toString()));
    socket.on('error', reject);
    socket.on('close', () => (/^-/m.test(answer) ? reject(new Error(`Redis: ${answer.trim()}`)) : resolve()));
    socket.write(commands.map((command) => `${command}\r\n`).join(''));
  });
}
