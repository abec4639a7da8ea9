import { catalogueRow, type Routes } from '@pingvas/http';
import { LISTED_PLANS } from './plans.ts';
import { listPlansSchema } from './plans.schemas.ts';

export const planRoutes: Routes = async (app) => {
  app.get('/subscriptions/plans', { config: catalogueRow(), schema: listPlansSchema }, async () => ({
    data: [...LISTED_PLANS],
    next_cursor: null,
    has_more: false,
  }));
};
