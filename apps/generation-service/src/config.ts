import { DatabaseConfig, HttpConfig, RedisConfig } from '@pingvas/config';
import { GPU_CLASSES } from '@pingvas/plans';
import { StorageConfig } from '@pingvas/storage';
import { Type, type Static } from 'typebox';

/** Everything this service reads from its environment. */
export const GenerationConfig = Type.Object({
  ...HttpConfig.properties,
  ...DatabaseConfig.properties,
  ...RedisConfig.properties,
  ...StorageConfig.properties,
  JWT_ISSUER: Type.String({ minLength: 1 }),
  QUOTE_SECRET: Type.String({
    pattern: '^[A-Za-z0-9+/]{43}=$',
    description: '32 random bytes in base64: signs quotes',
  }),
  GPU_CLASSES: Type.Array(Type.Enum([...GPU_CLASSES]), {
    default: [...GPU_CLASSES],
    minItems: 1,
    description: 'Classes that this environment can bring up',
  }),
  OUTCOME_CONCURRENCY: Type.Integer({ default: 8, minimum: 1, maximum: 64 }),
});
export type GenerationConfig = Static<typeof GenerationConfig>;
