import { defineConfig } from 'prisma/config';

// `generate` and `validate` work without Prisma's schema engine, which would be downloaded; only `migrate` and `db` need it.
const needsEngine = process.argv.some((word) => ['migrate', 'db'].includes(word));
if (!needsEngine) process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= process.execPath;

export default defineConfig({
  schema: 'prisma/schema',
  migrations: { path: 'prisma/migrations' },
  datasource: { url: process.env.DATABASE_OWNER_URL ?? 'postgresql://none@127.0.0.1:1/none' },
});
