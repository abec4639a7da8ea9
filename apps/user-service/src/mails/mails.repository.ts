import type { Tx } from '../database.ts';
import { afterSeconds } from '../clock.ts';
import type { Language } from './language.ts';
import type { MailTemplate } from './templates/templates.ts';

interface NewMail {
  id: string;
  userId: string;
  recipient: string;
  template: MailTemplate;
  language: Language;
  content: Readonly<Record<string, string>>;
  at: Date;
}

export async function insertMail(tx: Tx, { at, content, ...mail }: NewMail): Promise<void> {
  await tx.mail.create({
    data: { ...mail, content: { ...content }, nextAttemptAt: at, createdAt: at },
    select: { id: true },
  });
}

/** A mail that this process has taken on. */
export interface ClaimedMail {
  id: string;
  recipient: string;
  template: string;
  language: string;
  content: unknown;
  /** This try included. */
  attempts: number;
}

/**
 * Takes mails that are due. They fall due again when the lease ends, unless they are settled before: a sender that dies loses
 * none.
 */
export function claimMails(
  tx: Tx,
  { limit, leaseSeconds, now }: { limit: number; leaseSeconds: number; now: Date },
): Promise<ClaimedMail[]> {
  return tx.$queryRaw<ClaimedMail[]>`
    UPDATE mails SET attempts = attempts + 1, next_attempt_at = ${afterSeconds(now, leaseSeconds)}
    WHERE id IN (SELECT id FROM mails WHERE next_attempt_at <= ${now} ORDER BY next_attempt_at LIMIT ${limit} FOR UPDATE SKIP LOCKED)
    RETURNING id::text, recipient, template, language, content, attempts`;
}

/** What a mail carried is gone once it is sent: it may have been a token. */
export const markSent = (tx: Tx, { id }: ClaimedMail, at: Date): Promise<unknown> =>
  tx.$executeRaw`UPDATE mails SET sent_at = ${at}, next_attempt_at = NULL, content = NULL, last_error = NULL WHERE id = ${id}::uuid`;

/** Puts a mail back for another try, unless a later one has settled it meanwhile. */
export const markFailed = (tx: Tx, { id, attempts }: ClaimedMail, error: string, retryAt: Date): Promise<unknown> =>
  tx.$executeRaw`UPDATE mails SET next_attempt_at = ${retryAt}, last_error = ${error}
    WHERE id = ${id}::uuid AND attempts = ${attempts} AND next_attempt_at IS NOT NULL`;

/** Gives a mail up for good. */
export const markGivenUp = (tx: Tx, { id, attempts }: ClaimedMail, error: string): Promise<unknown> =>
  tx.$executeRaw`UPDATE mails SET next_attempt_at = NULL, content = NULL, last_error = ${error}
    WHERE id = ${id}::uuid AND attempts = ${attempts} AND next_attempt_at IS NOT NULL`;
