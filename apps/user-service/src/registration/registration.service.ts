import { AppError } from '@pingvas/errors';
import { isUniqueViolation } from '@pingvas/db';
import { newId } from '@pingvas/http';
import type { Origin } from '../audit/audit.repository.ts';
import type { Clock } from '../clock.ts';
import type { UserDb } from '../database.ts';
import type { MailSender } from '../mails/mail-sender.ts';
import type { PasswordHasher } from '../passwords/password-hasher.ts';
import { checkPassword } from '../passwords/password-rules.ts';
import { openSession, type Login } from '../sessions/open-session.ts';
import { newRefreshToken } from '../sessions/refresh-token.ts';
import type { TokenDelivery } from '../sessions/sessions.repository.ts';
import { newVerification, sendVerification } from '../verification/verification-mail.ts';
import { openAccount } from './open-account.ts';

interface RegistrationInput {
  email: string;
  username: string;
  password: string;
  fullName: string | null;
  tokenDelivery: TokenDelivery;
}

export interface RegistrationService {
  /**
   * Opens an account with its first login, its free credits and the mail that verifies its address: all of it or nothing (row U1).
   * @throws AppError WEAK_PASSWORD; USER_EXISTS with the `field` that is taken
   */
  register: (input: RegistrationInput, origin: Origin) => Promise<Login>;
}

interface Dependencies {
  db: UserDb;
  hasher: PasswordHasher;
  mails: Pick<MailSender, 'wake'>;
  clock: Clock;
}

export function createRegistrationService({ db, hasher, mails, clock }: Dependencies): RegistrationService {
  return {
    register: async ({ email, username, password, fullName, tokenDelivery }, origin) => {
      checkPassword(password, { email, username, fullName });
      const passwordHash = await hasher.hash(password);
      const at = clock.now();
      const account = {
        id: newId(),
        email,
        username,
        fullName,
        passwordHash,
        role: 'user',
        emailVerifiedAt: null,
      } as const;
      const login = { sessionId: newId(), actId: newId(), refreshToken: newRefreshToken(), tokenDelivery, origin, at };
      const verification = newVerification();
      const opened = await unlessTaken(
        db.withSystem(async (tx) => {
          const user = await openAccount(
            tx,
            { ...account, lastLoginAt: at },
            { action: 'user.registered', at },
            origin,
          );
          await sendVerification(tx, user, verification, at);
          return openSession(tx, user, login);
        }),
      );
      mails.wake();
      return opened;
    },
  };
}

/** Of two registrations with one name the index lets one through, however close they come. */
async function unlessTaken<T>(opening: Promise<T>): Promise<T> {
  try {
    return await opening;
  } catch (error) {
    if (isUniqueViolation(error, 'users_email_key')) throw new AppError('USER_EXISTS', { field: 'email' });
    if (isUniqueViolation(error, 'users_username_key')) throw new AppError('USER_EXISTS', { field: 'username' });
    throw error;
  }
}
