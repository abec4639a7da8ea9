import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { databaseUrl, roleOf, schemaOf } from '@pingvas/db';
import type { LoginRole } from '@pingvas/db';
import type { Settings } from '../environment.ts';
import { urlOf } from '../environment.ts';
import { inRepository } from '../parts/node-part.ts';
import type { Ports } from '../ports/plan.ts';
import type { Secrets } from '../state/secrets.ts';
import type { StackDir } from '../state/stack-dir.ts';

export const ENVIRONMENT = 'dev';
export const DATABASE = 'pingvas';

export interface Servers {
  /** Superuser, database `postgres`. */
  postgresUrl: string;
  redisUrl: string;
}

/** What each part is told of the others. */
export const settingsOf = (
  outer: NodeJS.ProcessEnv,
  { ports, secrets, dir, servers }: { ports: Ports; secrets: Secrets; dir: StackDir; servers: Servers },
): Settings => {
  const runtimes = realRuntimes(outer);
  const models = modelsOf(outer, runtimes.length > 0);
  return {
    ...{ outer, ports, secrets },
    schema: schemaOf(ENVIRONMENT),
    bucket: 'pingvas-dev',
    region: 'us-east-1',
    redisUrl: servers.redisUrl,
    databaseUrlOf: (role) => roleUrl(servers.postgresUrl, role, secrets),
    runtimeUrls: runtimes.length > 0 ? runtimes : ports.runtimes.map(urlOf),
    adminEmail: 'admin@pingvas.test',
    webOrigin: 'http://localhost:3000',
    simulatorStateFile: (index) => join(dir.data, `runtime-${index + 1}.json`),
    s3Dir: join(dir.data, 's3'),
    ...(models && { models }),
  };
};

/** Real runtimes, a comma-separated list in INVOKEAI_URL; empty = simulators. */
export const realRuntimes = (env: NodeJS.ProcessEnv): string[] =>
  (env['INVOKEAI_URL'] ?? '')
    .split(',')
    .map((url) => url.trim().replace(/\/$/, ''))
    .filter(Boolean);

const roleUrl = (postgresUrl: string, role: LoginRole, { rolePasswords }: Secrets): string =>
  databaseUrl(postgresUrl, { database: DATABASE, user: roleOf(ENVIRONMENT, role), password: rolePasswords[role] });

/** The models a real runtime has: those of MODELS_DIR, by default the ones that `npm run runtime` makes. */
const modelsOf = (env: NodeJS.ProcessEnv, isReal: boolean): Settings['models'] => {
  if (!isReal && env['MODELS_DIR'] === undefined) return undefined;
  const dir = resolve(env['MODELS_DIR'] ?? inRepository('.runtime/models'));
  const manifest = join(dir, 'models.json');
  return existsSync(manifest) && readFileSync(manifest, 'utf8') !== ''
    ? { dir: dirname(manifest), manifest }
    : undefined;
};
