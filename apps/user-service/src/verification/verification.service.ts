import { announceEviction } from '@pingvas/auth';
import { AppError } from '@pingvas/errors';
import { newId } from '@pingvas/http';
import type { Redis } from '@pingvas/redis';
import { recordAct, type Origin } from '../audit/audit.repository.ts';
import type { Clock } from '../clock.ts';
import type { Tx, UserDb } from '../database.ts';
import type { MailSender } from '../mails/mail-sender.ts';
import type { UserRow } from '../users/user.view.ts';
import { findUser, markEmailVerified } from '../users/users.repository.ts';
import { useActionToken, useUpActionTokens } from './action-tokens.repository.ts';
import { newVerification, sendVerification } from './verification-mail.ts';

export interface VerificationService {
  /**
   * Verifies the address that the token was mailed to (row U7).
   * @throws AppError INVALID_ACTION_TOKEN when the token is wrong, used, expired or for an address that the user has left
   */
  verify: (token: string, origin: Origin) => Promise<UserRow>;
  /** Mails a new link (row U8); nothing for a verified address. */
  resend: (userId: string) => Promise<void>;
}

interface Dependencies {
  db: UserDb;
  mails: Pick<MailSender, 'wake'>;
  redis: Redis;
  clock: Clock;
}

export function createVerificationService({ db, mails, redis, clock }: Dependencies): VerificationService {
  return {
    verify: async (token, origin) => {
      const user = await db.withSystem((tx) => verify(tx, token, origin, clock.now()));
      // Logins of this user that are remembered as unverified: what needs a verified address works at once.
      await announceEviction(redis, { userId: user.id });
      return user;
    },
    resend: async (userId) => {
      const verification = newVerification();
      const owed = await db.withUser(userId, async (tx) => {
        const user = await findUser(tx, userId);
        if (user === null || user.emailVerifiedAt !== null) return false;
        await sendVerification(tx, user, verification, clock.now());
        return true;
      });
      if (owed) mails.wake();
    },
  };
}

async function verify(tx: Tx, token: string, origin: Origin, at: Date): Promise<UserRow> {
  const used = await useActionToken(tx, token, 'verify_email', at);
  const user = used && (await markEmailVerified(tx, used.userId, used.email, at));
  if (user === null) throw new AppError('INVALID_ACTION_TOKEN');
  await useUpActionTokens(tx, user.id, 'verify_email', at);
  const target = { type: 'user', id: user.id } as const;
  await recordAct(tx, { id: newId(), userId: user.id, actorId: user.id, action: 'email.verified', target }, origin);
  return user;
}
