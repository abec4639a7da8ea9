import { SMTPServer } from 'smtp-server';
import type { SMTPServerDataStream, SMTPServerSession } from 'smtp-server';
import type { Mailbox } from './mailbox.ts';

const LIMIT_BYTES = 5_000_000;

export interface Smtp {
  port: number;
  close: () => Promise<void>;
}

/** Takes every mail for everybody, with or without a login, without TLS. Port 0 = any free one. */
export const listenSmtp = async (mailbox: Mailbox, port: number): Promise<Smtp> => {
  const server = new SMTPServer({
    authOptional: true,
    onAuth: (_auth, _session, done) => done(null, { user: 'anybody' }),
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    size: LIMIT_BYTES,
    disableReverseLookup: true,
    closeTimeout: 500,
    onData: (stream, session, done) => void receive(mailbox, stream, session).then(() => done(), done),
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve, reject) => {
    server.server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.server.address();
  const bound = address !== null && typeof address === 'object' ? address.port : port;
  return { port: bound, close: () => new Promise((resolve) => server.close(() => resolve())) };
};

const receive = async (mailbox: Mailbox, stream: SMTPServerDataStream, session: SMTPServerSession): Promise<void> => {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(Buffer.from(part as Uint8Array));
  if (stream.sizeExceeded) throw Object.assign(new Error('message too large'), { responseCode: 552 });
  await mailbox.add(
    Buffer.concat(parts),
    session.envelope.rcptTo.map(({ address }) => address),
  );
};
