import { DatabaseConfig, loadConfig } from '@pingvas/config';
import { Type } from 'typebox';
import { createModelDb } from '../database.ts';
import { seedCatalogue } from './seed-catalogue.ts';

const SeedConfig = Type.Object({
  ...DatabaseConfig.properties,
  MODELS_MANIFEST: Type.Optional(Type.String({ description: 'List of the models in the models folder, as JSON' })),
});

const config = loadConfig(SeedConfig, process.env);
const db = createModelDb(config);
try {
  const names = await seedCatalogue(db, config.MODELS_MANIFEST);
  process.stdout.write(`The catalogue has ${names.join(', ')}.\n`);
} finally {
  await db.close();
}
