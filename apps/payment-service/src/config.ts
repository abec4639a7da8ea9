import { DatabaseConfig, HttpConfig, RedisConfig } from '@pingvas/config';
import { Type, type Static } from 'typebox';

/** Everything that this service reads from its environment. */
export const Config = Type.Object({
  ...HttpConfig.properties,
  ...DatabaseConfig.properties,
  ...RedisConfig.properties,
  JWT_ISSUER: Type.String({ minLength: 1, description: 'Claim `iss` of access tokens' }),
});
export type Config = Static<typeof Config>;
