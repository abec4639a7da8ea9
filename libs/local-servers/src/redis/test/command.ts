import { connect } from 'node:net';

/** Sends one inline command and answers the raw reply. */
export const command = (port: number, line: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1' }, () => socket.write(`${line}\r\n`));
    socket.once('error', reject);
    socket.once('data', (reply) => {
      resolve(reply.toString());
      socket.destroy();
    });
  });
