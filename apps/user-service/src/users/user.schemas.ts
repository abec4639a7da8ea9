import { Id, Nullable, Time } from '@pingvas/http';
import { Type, type Static } from 'typebox';

export const userExample = {
  id: '019aa5a1-3c00-7d52-9d2c-0d6d6a3b7c11',
  email: 'mira@example.com',
  username: 'mira',
  full_name: 'Mira Holm',
  profile_image_url: null,
  role: 'user',
  is_active: true,
  status: 'active',
  email_verified: false,
  email_verified_at: null,
  has_password: true,
  preferences: {},
  last_login_at: '2026-11-21T07:00:00.000Z',
  deletion_at: null,
  created_at: '2026-11-21T07:00:00.000Z',
  updated_at: '2026-11-21T07:00:00.000Z',
};

/** An account, as its owner and administrators see it (API contract 2). */
export const User = Type.Object(
  {
    id: Id,
    email: Type.String(),
    username: Type.String(),
    full_name: Nullable(Type.String()),
    profile_image_url: Nullable(Type.String()),
    role: Type.Enum(['user', 'moderator', 'admin']),
    is_active: Type.Boolean(),
    status: Type.Enum(['active', 'suspended', 'pending_deletion']),
    email_verified: Type.Boolean(),
    email_verified_at: Nullable(Time),
    has_password: Type.Boolean({ description: 'False for an account that only signs in through a provider' }),
    preferences: Type.Record(Type.String(), Type.Unknown()),
    last_login_at: Nullable(Time),
    deletion_at: Nullable(Time),
    created_at: Time,
    updated_at: Time,
  },
  {
    examples: [userExample],
  },
);
export type User = Static<typeof User>;
