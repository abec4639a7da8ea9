import { DatabaseConfig, HttpConfig, RedisConfig } from '@pingvas/config';
import { StorageConfig } from '@pingvas/storage';
import { Type, type Static } from 'typebox';

/** Everything that this service reads from its environment. */
export const Config = Type.Object({
  ...HttpConfig.properties,
  ...DatabaseConfig.properties,
  ...RedisConfig.properties,
  ...StorageConfig.properties,
  JWT_ISSUER: Type.String({ minLength: 1, description: 'Claim `iss` of access tokens' }),
  ORPHAN_OBJECT_AGE_SECONDS: Type.Integer({
    default: 86_400,
    minimum: 1,
    description: 'A stored object that no row names is deleted when it is older than this',
  }),
});
export type Config = Static<typeof Config>;
