import { Nullable } from '@pingvas/http';
import { Type } from 'typebox';
import { Email, Password } from '../users/input.schemas.ts';
import { TokenDelivery } from './token-pair.schemas.ts';

export const Credentials = Type.Object(
  { email: Email, password: Password, token_delivery: TokenDelivery },
  { examples: [{ email: 'mira@example.com', password: 'kiwi moss under glass' }] },
);

const RefreshToken = Type.Optional(
  Nullable(Type.String({ maxLength: 200, description: 'Without it the cookie is taken' })),
);

export const Refresh = Type.Object(
  { refresh_token: RefreshToken },
  { examples: [{ refresh_token: 'rt_Qm9yaW5nIGV4YW1wbGUgdG9rZW4sIG5vdCBhIHJlYWw' }] },
);

export const Logout = Type.Object(
  {
    refresh_token: RefreshToken,
    all: Type.Boolean({ default: false, description: 'Every login of the account' }),
  },
  { examples: [{ all: true }] },
);
