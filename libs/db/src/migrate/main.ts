import { migrate } from './migrate.ts';

const { DATABASE_OWNER_URL: ownerUrl, DB_SCHEMA: schema } = process.env;
if (!ownerUrl || !schema) {
  console.error('Set DATABASE_OWNER_URL (the owner role, connected directly) and DB_SCHEMA (for example dev_pingvas)');
  process.exit(2);
}
const applied = await migrate({ ownerUrl, schema });
console.log(applied.length === 0 ? `${schema} is up to date` : `${schema}: applied ${applied.join(', ')}`);
