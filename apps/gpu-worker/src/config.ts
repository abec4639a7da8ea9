import { ProcessConfig, RedisConfig } from '@pingvas/config';
import { StorageConfig } from '@pingvas/storage';
import { Type, type Static } from 'typebox';

/** The environment of one worker. It has no database. */
export const GpuWorkerConfig = Type.Object({
  ...ProcessConfig.properties,
  ...RedisConfig.properties,
  ...StorageConfig.properties,
  WORKER_ID: Type.Optional(
    Type.String({
      pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$',
      description: 'Names the worker and its queue; left out, each start is a new worker',
    }),
  ),
  GPU_CLASSES: Type.Array(Type.String({ minLength: 1 }), { minItems: 1, description: 'Classes this GPU can serve' }),
  INVOKEAI_URL: Type.String({ pattern: '^https?://[^/]+$', description: 'The runtime, on loopback' }),
  MODELS_DIR: Type.String({ default: '/models', description: 'The store of models as the runtime sees it' }),
  HEALTH_HOST: Type.String({ default: '127.0.0.1', minLength: 1 }),
  HEALTH_PORT: Type.Integer({ default: 0, minimum: 0, maximum: 65_535, description: '0 takes any free port' }),
});
export type GpuWorkerConfig = Static<typeof GpuWorkerConfig>;
