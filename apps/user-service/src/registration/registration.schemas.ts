import { Type } from 'typebox';
import { TokenDelivery } from '../sessions/token-pair.schemas.ts';
import { Email, FullName, Password, Username } from '../users/input.schemas.ts';

export const Registration = Type.Object(
  {
    email: Email,
    username: Username,
    password: Password,
    full_name: Type.Optional(FullName),
    token_delivery: TokenDelivery,
  },
  { examples: [{ email: 'mira@example.com', username: 'mira', password: 'kiwi moss under glass' }] },
);
