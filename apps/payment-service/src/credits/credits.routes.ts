import { callerOf } from '@pingvas/auth';
import { keyRow, type Routes } from '@pingvas/http';
import { balanceSchema, listEntriesSchema, listLotsSchema } from './credits.schemas.ts';
import type { CreditsService } from './credits.service.ts';

const config = keyRow('credits:read');

export const creditRoutes: Routes<{ credits: CreditsService }> = async (app, { credits }) => {
  app.get('/credits/balance', { config, schema: balanceSchema }, (request) =>
    credits.balance(callerOf(request).userId),
  );

  app.get(
    '/credits/transactions',
    { config: keyRow('credits:read', { aliases: ['/credits/history'] }), schema: listEntriesSchema },
    (request) => credits.entries(callerOf(request).userId, request.query),
  );

  app.get('/credits/lots', { config, schema: listLotsSchema }, (request) =>
    credits.lots(callerOf(request).userId, request.query),
  );
};
