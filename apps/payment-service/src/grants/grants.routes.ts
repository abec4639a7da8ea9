import { adminRow, type Routes } from '@pingvas/http';
import { actOf, sendAnswer } from '../acts/act.ts';
import { grantSchema } from './grants.schemas.ts';
import type { GrantsService } from './grants.service.ts';

export const grantRoutes: Routes<{ grants: GrantsService }> = async (app, { grants }) => {
  app.post('/admin/grants', { config: adminRow({ idempotent: 'I' }), schema: grantSchema }, async (request, reply) =>
    sendAnswer(reply, await grants.give(request.body, actOf(request, reply, 201))),
  );
};
