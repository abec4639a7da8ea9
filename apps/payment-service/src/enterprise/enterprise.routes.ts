import { adminRow, type Routes } from '@pingvas/http';
import { actOf, sendAnswer } from '../acts/act.ts';
import { activateSchema } from './enterprise.schemas.ts';
import type { EnterpriseService } from './enterprise.service.ts';

export const enterpriseRoutes: Routes<{ enterprise: EnterpriseService }> = async (app, { enterprise }) => {
  const config = adminRow({ idempotent: 'I' });
  app.post('/admin/enterprise/activate', { config, schema: activateSchema }, async (request, reply) =>
    sendAnswer(reply, await enterprise.activate(request.body, actOf(request, reply, 200))),
  );
};
