import { createTransport } from 'nodemailer';
import type { ComposedMail } from './compose.ts';

/** What delivers a mail. */
export interface MailTransport {
  /** Resolves when the server has taken the mail. @throws what it said, see `isPermanent` */
  send: (mail: ComposedMail, messageId: string) => Promise<void>;
  close: () => void;
}

export const MAX_CONNECTIONS = 4;
const CONNECT_TIMEOUT_MS = 5_000;
/** The server says nothing for so long: it is gone. */
const SILENCE_MS = 10_000;
/** Above it a try counts as failed, however much the server is still saying. */
const SEND_TIMEOUT_MS = 30_000;

/**
 * Delivers through the SMTP server of a URL (`smtp://user:password@host:587`, `smtps://` for TLS from the start).
 * @param from what the mails name as their sender
 */
export function createSmtpTransport({ url, from }: { url: string; from: string }): MailTransport {
  const transport = createTransport({
    url,
    pool: true,
    maxConnections: MAX_CONNECTIONS,
    connectionTimeout: CONNECT_TIMEOUT_MS,
    greetingTimeout: CONNECT_TIMEOUT_MS,
    socketTimeout: SILENCE_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    // The same Message-ID at every try: where an earlier one did arrive, mailboxes can tell that it is the same mail.
    send: async (mail, messageId) => void (await inTime(transport.sendMail({ ...mail, from, messageId }))),
    close: () => transport.close(),
  };
}

async function inTime<T>(sending: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`Not sent within ${SEND_TIMEOUT_MS} ms`)), SEND_TIMEOUT_MS);
  return Promise.race([sending, promise]).finally(() => clearTimeout(timer));
}

/** Whether the server refused this mail or its recipient for good. A refused login is our fault, and can be repaired. */
export function isPermanent(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code: unknown = Reflect.get(error, 'code');
  const responseCode: unknown = Reflect.get(error, 'responseCode');
  return (code === 'EENVELOPE' || code === 'EMESSAGE') && typeof responseCode === 'number' && responseCode >= 500;
}
