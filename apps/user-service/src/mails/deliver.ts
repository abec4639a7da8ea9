import { afterSeconds, type Clock } from '../clock.ts';
import type { UserDb } from '../database.ts';
import { composeMail, type ComposedMail } from './compose.ts';
import { markFailed, markGivenUp, markSent, type ClaimedMail } from './mails.repository.ts';
import { isPermanent, type MailTransport } from './smtp.ts';

const MAX_ATTEMPTS = 8;
const FIRST_PAUSE_SECONDS = 5;
/** 5 s, 20 s, 80 s … at most an hour: the eight tries of a mail spread over two and a half hours. */
const PAUSE_FACTOR = 4;
const LONGEST_PAUSE_SECONDS = 3600;
const MAX_ERROR_LENGTH = 500;

export type Delivery = 'sent' | 'failed' | 'given_up';

interface Dependencies {
  db: UserDb;
  transport: MailTransport;
  webBaseUrl: string;
  clock: Clock;
}

/**
 * One try to deliver a mail, and the note of how it went. A process that dies after the server took the mail and before the note
 * sends it again later, under the same Message-ID: twice is better than never.
 */
export async function deliver(
  mail: ClaimedMail,
  { db, transport, webBaseUrl, clock }: Dependencies,
): Promise<Delivery> {
  const { delivery, error } = await attempt(mail, transport, webBaseUrl);
  const now = clock.now();
  await db.withSystem((tx) => {
    if (delivery === 'sent') return markSent(tx, mail, now);
    if (delivery === 'given_up') return markGivenUp(tx, mail, error);
    return markFailed(tx, mail, error, afterSeconds(now, pauseSeconds(mail.attempts)));
  });
  return delivery;
}

async function attempt(
  mail: ClaimedMail,
  transport: MailTransport,
  webBaseUrl: string,
): Promise<{ delivery: Delivery; error: string }> {
  const composed = composedOrFault(mail, webBaseUrl);
  if (composed instanceof Error) return { delivery: 'given_up', error: briefly(composed) };
  try {
    await transport.send(composed, `<${mail.id}@${new URL(webBaseUrl).hostname}>`);
    return { delivery: 'sent', error: '' };
  } catch (error) {
    const last = isPermanent(error) || mail.attempts >= MAX_ATTEMPTS;
    return { delivery: last ? 'given_up' : 'failed', error: briefly(error) };
  }
}

/** A fault here is one that no later try repairs. */
function composedOrFault(mail: ClaimedMail, webBaseUrl: string): ComposedMail | Error {
  // The process died in the last try of this mail.
  if (mail.attempts > MAX_ATTEMPTS) return new Error('The last try was interrupted');
  try {
    return composeMail(mail, webBaseUrl);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

export const pauseSeconds = (attempts: number): number =>
  Math.min(FIRST_PAUSE_SECONDS * PAUSE_FACTOR ** (attempts - 1), LONGEST_PAUSE_SECONDS);

const briefly = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).slice(0, MAX_ERROR_LENGTH);
