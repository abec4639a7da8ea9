import { DatabaseConfig, ProcessConfig } from '@pingvas/config';
import { Type } from 'typebox';

export const SeedConfig = Type.Object({
  ...ProcessConfig.properties,
  ...DatabaseConfig.properties,
  ADMIN_EMAIL: Type.String({ pattern: '^[^\\s@]+@[^\\s@]+$', maxLength: 255 }),
  ADMIN_PASSWORD: Type.String({ minLength: 10, maxLength: 128 }),
});
