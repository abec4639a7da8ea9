import { Id, Nullable } from '@pingvas/http';
import { Type, type Static } from 'typebox';
import { User, userExample } from '../users/user.schemas.ts';

export const TokenDelivery = Type.Enum(['body', 'cookie'], {
  default: 'body',
  description: 'Where the refresh token travels: in the JSON, or (browsers) in an HttpOnly cookie',
});

/** An access token, and the refresh token that gets the next one (API contract 1.2). */
export const TokenPair = Type.Object(
  {
    access_token: Type.String({ description: 'JWT for the Authorization header' }),
    token_type: Type.Literal('Bearer'),
    expires_in: Type.Integer({ description: 'Seconds that the access token is good for' }),
    refresh_token: Nullable(Type.String({ description: 'Single use; null when it is in the cookie' })),
    refresh_expires_in: Type.Integer({ description: 'Seconds that the refresh token is good for' }),
    session_id: Id,
    user: User,
  },
  {
    examples: [
      {
        access_token: 'eyJhbGciOiJFZERTQSIsImtpZCI6IjIwMjYtMTEiLCJ0eXAiOiJhdCtqd3QifQ.e30.c2lnbmF0dXJl',
        token_type: 'Bearer',
        expires_in: 900,
        refresh_token: 'rt_Qm9yaW5nIGV4YW1wbGUgdG9rZW4sIG5vdCBhIHJlYWw',
        refresh_expires_in: 604_800,
        session_id: '019aa5a1-3c00-7d52-9d2c-0d6d6a3b7c12',
        user: userExample,
      },
    ],
  },
);
export type TokenPair = Static<typeof TokenPair>;
