import { AppError } from '@pingvas/errors';
import { newId } from '@pingvas/http';
import type { Origin } from '../audit/audit.repository.ts';
import type { Clock } from '../clock.ts';
import type { UserDb } from '../database.ts';
import type { PasswordHasher } from '../passwords/password-hasher.ts';
import { findUserByEmail, markLogin } from '../users/users.repository.ts';
import { openSession, type Login } from './open-session.ts';
import { newRefreshToken } from './refresh-token.ts';
import type { TokenDelivery } from './sessions.repository.ts';

interface LoginInput {
  email: string;
  password: string;
  tokenDelivery: TokenDelivery;
}

export interface LoginService {
  /**
   * Opens a login (row U2). A wrong password and an unknown address get the same answer after the same work.
   * @throws AppError INVALID_CREDENTIALS; ACCOUNT_SUSPENDED, but only for the right password
   */
  login: (input: LoginInput, origin: Origin) => Promise<Login>;
}

export function createLoginService(deps: { db: UserDb; hasher: PasswordHasher; clock: Clock }): LoginService {
  const { db, hasher, clock } = deps;
  return {
    login: async ({ email, password, tokenDelivery }, origin) => {
      const known = await db.withSystem((tx) => findUserByEmail(tx, email));
      // Outside of a transaction: no connection waits for the hash.
      const fits = await hasher.verify(known?.passwordHash ?? null, password);
      if (known === null || !fits) throw new AppError('INVALID_CREDENTIALS');
      if (known.status === 'suspended') throw new AppError('ACCOUNT_SUSPENDED');
      const refreshToken = newRefreshToken();
      const ids = { sessionId: newId(), actId: newId() };
      const at = clock.now();
      return db.withSystem(async (tx) => {
        const user = await markLogin(tx, known, at);
        if (user === null) throw new AppError('INVALID_CREDENTIALS');
        return openSession(tx, user, { ...ids, refreshToken, tokenDelivery, origin, at });
      });
    },
  };
}
