import { connect } from 'node:net';

const TIMEOUT_MS = 1_000;

/**
 * Whether the process `pid` answers as Redis on that port of the loopback interface: PONG (not LOADING), and it is that
 * very process, not another Redis that had the port first. Never rejects.
 */
export const answersAs = (pid: number, port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', timeout: TIMEOUT_MS });
    let heard = '';
    const answer = (yes: boolean) => {
      socket.destroy();
      resolve(yes);
    };
    socket.once('connect', () => socket.write('PING\r\nINFO server\r\n'));
    socket.on('data', (bytes) => {
      heard += bytes.toString('latin1');
      if (!heard.startsWith('+PONG')) answer(false);
      else if (/process_id:\d+\r\n/.test(heard)) answer(heard.includes(`process_id:${pid}\r\n`));
    });
    for (const event of ['error', 'timeout', 'close']) socket.once(event, () => answer(false));
  });
