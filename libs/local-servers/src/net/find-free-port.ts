import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/**
 * Below the range from which systems give ports to outgoing connections (32768 and up): a port there stays free until a
 * server takes it, also between a crash of its server and the restart.
 */
const FIRST = 20_000;
const LAST = 32_000;
const ATTEMPTS = 100;

/**
 * A TCP port of the loopback interface, none of `taken`, that nobody listened on a moment ago.
 * Another process may take it before the caller does: bind at once and try again on `EADDRINUSE`.
 */
export const findFreePort = async (taken: ReadonlySet<number> = new Set()): Promise<number> => {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const port = randomInt(FIRST, LAST);
    if (!taken.has(port) && (await isFree(port))) return port;
  }
  throw new Error(`no free port found between ${FIRST} and ${LAST}`);
};

/** Binding tells more than connecting: it also finds a port that is held but does not answer. */
export const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
