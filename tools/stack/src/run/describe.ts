import { databaseUrl } from '@pingvas/db';
import type { Settings } from '../environment.ts';
import { publicUrlOf, urlOf } from '../environment.ts';
import { SERVICES } from '../ports/plan.ts';
import type { ProcessState, StackDescription } from '../state/stack-file.ts';
import { DATABASE } from './settings.ts';

/** The stack file of this stack. */
export const describeStack = (
  settings: Settings,
  running: { startedAt: Date; postgresUrl: string; processes: Record<string, ProcessState> },
): StackDescription => ({
  version: 1,
  started_at: running.startedAt.toISOString(),
  gateway: publicUrlOf(settings),
  services: Object.fromEntries(SERVICES.map((name) => [`${name}-service`, urlOf(settings.ports.services[name])])),
  processes: running.processes,
  postgres: {
    url: settings.databaseUrlOf('owner'),
    schema: settings.schema,
    superuser_url: databaseUrl(running.postgresUrl, { database: DATABASE }),
  },
  redis: settings.redisUrl,
  s3: {
    endpoint: urlOf(settings.ports.s3),
    region: settings.region,
    bucket: settings.bucket,
    access_key_id: settings.secrets.s3AccessKeyId,
    secret_access_key: settings.secrets.s3SecretAccessKey,
  },
  runtime: [...settings.runtimeUrls],
  mail: urlOf(settings.ports.mail),
  admin: { email: settings.adminEmail, password: settings.secrets.adminPassword },
  browser: { origin: settings.webOrigin, redirect_uri: `${settings.webOrigin}/auth/callback` },
});
