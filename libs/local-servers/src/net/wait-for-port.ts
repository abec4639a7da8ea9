import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const CONNECT_TIMEOUT_MS = 1_000;

/** Whether something accepts a TCP connection on that port of the loopback interface. Never rejects. */
export const isListening = (port: number, host = '127.0.0.1'): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ port, host, timeout: CONNECT_TIMEOUT_MS });
    const answer = (yes: boolean) => {
      socket.destroy();
      resolve(yes);
    };
    socket.once('connect', () => answer(true));
    socket.once('error', () => answer(false));
    socket.once('timeout', () => answer(false));
  });

/** Resolves true once the port accepts connections, false when `deadlineMs` passed or `signal` was aborted first. */
export const waitForPort = async (port: number, deadlineMs: number, signal?: AbortSignal): Promise<boolean> => {
  const end = Date.now() + deadlineMs;
  while (Date.now() < end && signal?.aborted !== true) {
    if (await isListening(port)) return true;
    await sleep(25);
  }
  return false;
};
