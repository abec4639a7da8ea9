import type { Db, ScopedTx } from '@pingvas/db';

type Models =
  | 'user'
  | 'session'
  | 'refreshToken'
  | 'actionToken'
  | 'mail'
  | 'signingKey'
  | 'auditLog'
  | 'subscription'
  | 'creditBalance'
  | 'creditLot'
  | 'storageUsage';

/** The tables that this service may touch. */
export type UserDb = Db<Models>;
export type Tx = ScopedTx<Models>;
