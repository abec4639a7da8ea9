import { callerOf } from '@pingvas/auth';
import { keyRow, type Routes } from '@pingvas/http';
import { Me } from './me.schemas.ts';
import type { MeService } from './me.service.ts';

export const meRoutes: Routes<{ me: MeService }> = async (app, { me }) => {
  app.get(
    '/me',
    {
      schema: {
        summary: 'Who am I',
        description: 'The account with its credits, plan, limits and storage.',
        tags: ['me'],
        response: { 200: Me },
      },
      config: keyRow('profile:read', { etag: true, duringDeletion: true }),
    },
    async (request) => me.show(callerOf(request).userId),
  );
};
