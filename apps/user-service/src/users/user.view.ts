import { wireTime, wireTimeOrNull } from '@pingvas/http';
import type { User } from './user.schemas.ts';

const ROLES = ['user', 'moderator', 'admin'] as const;
const STATUSES = ['active', 'suspended', 'pending_deletion'] as const;

export type Role = (typeof ROLES)[number];

/** The row of an account, as the database has it. */
export interface UserRow {
  id: string;
  email: string;
  username: string;
  passwordHash: string | null;
  fullName: string | null;
  profileImageUrl: string | null;
  role: string;
  status: string;
  emailVerifiedAt: Date | null;
  preferences: unknown;
  lastLoginAt: Date | null;
  usernameChangedAt: Date | null;
  deletionAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
}

/** The account on the wire; its password hash stays behind. */
export const userView = (row: UserRow): User => ({
  id: row.id,
  email: row.email,
  username: row.username,
  full_name: row.fullName,
  profile_image_url: row.profileImageUrl,
  role: roleOf(row),
  is_active: row.status === 'active',
  status: oneOf(STATUSES, row.status),
  email_verified: row.emailVerifiedAt !== null,
  email_verified_at: wireTimeOrNull(row.emailVerifiedAt),
  has_password: row.passwordHash !== null,
  preferences: preferencesOf(row),
  last_login_at: wireTimeOrNull(row.lastLoginAt),
  deletion_at: wireTimeOrNull(row.deletionAt),
  created_at: wireTime(row.createdAt),
  updated_at: wireTime(row.updatedAt),
});

export const roleOf = ({ role }: { role: string }): Role => oneOf(ROLES, role);

/** What a user has set; `language` chooses the language of his mails. */
export const preferencesOf = ({ preferences }: { preferences: unknown }): Record<string, unknown> =>
  typeof preferences === 'object' && preferences !== null ? { ...preferences } : {};

function oneOf<Word extends string>(words: readonly Word[], text: string): Word {
  const word = words.find((each) => each === text);
  if (word === undefined) throw new RangeError(`${text} is none of ${words.join(', ')}`);
  return word;
}
