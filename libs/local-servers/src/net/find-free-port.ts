import { createServer } from 'node:net';

/**
 * A TCP port of the loopback interface that nobody listened on a moment ago.
 * Another process may take it before the caller does: bind at once and try again on `EADDRINUSE`.
 */
export const findFreePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        address !== null && typeof address === 'object'
          ? resolve(address.port)
          : reject(new Error('no free port: the system gave no address')),
      );
    });
  });
