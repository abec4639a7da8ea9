import { newId } from '@pingvas/http';
import { afterSeconds } from '../clock.ts';
import type { Tx } from '../database.ts';
import { languageOf } from '../mails/language.ts';
import { insertMail } from '../mails/mails.repository.ts';
import { randomToken } from '../tokens.ts';
import type { UserRow } from '../users/user.view.ts';
import { insertActionToken } from './action-tokens.repository.ts';

const VALID_FOR_SECONDS = 24 * 3600;

/** The token of one verification mail, made before the transaction that may run again. */
export interface Verification {
  mailId: string;
  token: string;
}

export const newVerification = (): Verification => ({ mailId: newId(), token: randomToken() });

/** Owes a user the mail that verifies his address. It leaves after the commit. */
export async function sendVerification(
  tx: Tx,
  user: UserRow,
  { mailId, token }: Verification,
  at: Date,
): Promise<void> {
  const { id: userId, email, username } = user;
  const expiresAt = afterSeconds(at, VALID_FOR_SECONDS);
  await insertActionToken(tx, { token, userId, purpose: 'verify_email', email, createdAt: at, expiresAt });
  const content = { username, token };
  await insertMail(tx, {
    id: mailId,
    userId,
    recipient: email,
    template: 'verify_email',
    language: languageOf(user),
    content,
    at,
  });
}
