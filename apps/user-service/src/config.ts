import { DatabaseConfig, HttpConfig, RedisConfig } from '@pingvas/config';
import { Type, type Static } from 'typebox';

/** Everything that this service reads from its environment. */
export const Config = Type.Object({
  ...HttpConfig.properties,
  ...DatabaseConfig.properties,
  ...RedisConfig.properties,
  JWT_ISSUER: Type.String({ minLength: 1, description: 'Claim `iss` of access tokens' }),
  JWT_SIGNING_KEYS: Type.String({ minLength: 2, description: 'JSON list of private Ed25519 JWKs, each with a kid' }),
  SMTP_URL: Type.String({ pattern: '^smtps?://' }),
  MAIL_FROM: Type.String({ minLength: 3, description: 'Sender of the mails, as `Name <address>`' }),
  WEB_BASE_URL: Type.String({ pattern: '^https?://[^?#]*[^/?#]$', description: 'Where links in mails lead' }),
});
export type Config = Static<typeof Config>;
