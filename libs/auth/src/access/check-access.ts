import { AppError } from '@pingvas/errors';
import type { Access } from '@pingvas/http';
import type { AuthContext, Role } from '../context/caller.ts';

const ROLES_FOR: Readonly<Partial<Record<Access['auth'], readonly Role[]>>> = {
  M: ['moderator', 'admin'],
  A: ['admin'],
};

/**
 * Whether a caller's account may use a row: its state, its e-mail address, its role, in this order (API contract 1.6).
 * @throws AppError ACCOUNT_SUSPENDED, ACCOUNT_PENDING_DELETION, EMAIL_NOT_VERIFIED or FORBIDDEN
 */
export function checkAccess(access: Access, caller: AuthContext): void {
  checkAccountState(caller, access.duringDeletion === true);
  if (access.verified === true && !caller.emailVerified) throw new AppError('EMAIL_NOT_VERIFIED');
  const roles = ROLES_FOR[access.auth];
  if (roles !== undefined && !roles.includes(caller.role)) throw new AppError('FORBIDDEN');
}

function checkAccountState({ status }: AuthContext, duringDeletion: boolean): void {
  if (status === 'suspended') throw new AppError('ACCOUNT_SUSPENDED');
  if (status === 'pending_deletion' && !duringDeletion) throw new AppError('ACCOUNT_PENDING_DELETION');
}
