import type { FastifyInstance } from 'fastify';
import { VERSION } from '../version.ts';
import { json } from './answers.ts';

export function appRoutes(app: FastifyInstance, { settings }: { settings: Record<string, unknown> }): void {
  app.get('/api/v1/app/version', (_request, reply) => json(reply, { version: VERSION }));
  app.get('/api/v1/app/runtime_config', (_request, reply) =>
    json(reply, { set_fields: Object.keys(settings), config: settings }),
  );
  app.get('/api/v1/auth/status', (_request, reply) =>
    json(reply, { setup_required: false, multiuser_enabled: false, strict_password_checking: false }),
  );
}
