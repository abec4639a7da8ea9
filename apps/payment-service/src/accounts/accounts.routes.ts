import { adminRow, type Routes } from '@pingvas/http';
import { accountCreditsSchema } from './accounts.schemas.ts';
import type { AccountsService } from './accounts.service.ts';

export const accountRoutes: Routes<{ accounts: AccountsService }> = async (app, { accounts }) => {
  app.get('/admin/users/:user_id/credits', { config: adminRow(), schema: accountCreditsSchema }, (request) =>
    accounts.credits(request.params.user_id),
  );
};
