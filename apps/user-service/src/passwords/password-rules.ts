import { AppError } from '@pingvas/errors';
import { isCommonPassword } from './common-password.ts';

const MIN_CHARACTERS = 10;

/** What a password must not repeat: the names that anybody may know. */
export interface PublicNames {
  email: string;
  username: string;
  fullName: string | null;
}

/**
 * The rules of the API contract, row U1: at least 10 characters, not a common one, not the e-mail address or a name of its user.
 * @throws AppError WEAK_PASSWORD saying which rule is broken
 */
export function checkPassword(password: string, names: PublicNames): void {
  const fault = faultOf(password, names);
  if (fault === undefined) return;
  throw new AppError('WEAK_PASSWORD', {}, { detail: `The password ${fault}.` });
}

function faultOf(password: string, { email, username, fullName }: PublicNames): string | undefined {
  if ([...password].length < MIN_CHARACTERS) return `has fewer than ${MIN_CHARACTERS} characters`;
  const folded = password.trim().toLowerCase();
  if ([email, username, fullName].some((name) => name?.trim().toLowerCase() === folded))
    return 'is your e-mail address or name';
  return isCommonPassword(password) ? 'is too common' : undefined;
}
