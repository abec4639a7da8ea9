import { connect } from 'node:net';

const timeoutMs = 5_000;

/**
 * Runs inline commands on one connection and returns the raw answers, one line each; the client library's home is another package.
 * @throws on the first answer that is an error.
 */
export function runCommands(url: URL, commands: readonly string[]): Promise<string[]> {
  const password = [url.username, url.password].filter(Boolean).map(decodeURIComponent).join(' ');
  const login = password === '' ? [] : [`AUTH ${password}`];
  const database = `SELECT ${url.pathname.slice(1) || '0'}`;
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = connect({ host: url.hostname, port: Number(url.port || 6379) });
    socket.setEncoding('utf8').setTimeout(timeoutMs, () => socket.destroy(new Error('Redis does not answer')));
    socket.on('data', (part) => (text += part.toString()));
    socket.on('error', reject);
    socket.on('close', () => {
      const answers = text.trimEnd().split('\r\n');
      const error = answers.find((answer) => answer.startsWith('-'));
      if (error === undefined) resolve(answers.slice(login.length + 1, -1));
      else reject(new Error(`Redis: ${error}`));
    });
    socket.write([...login, database, ...commands, 'QUIT'].map((command) => `${command}\r\n`).join(''));
  });
}
