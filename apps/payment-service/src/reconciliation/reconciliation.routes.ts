import { adminRow, type Routes } from '@pingvas/http';
import { reconciliationSchema } from './reconciliation.schemas.ts';
import type { ReconciliationService } from './reconciliation.service.ts';

export const reconciliationRoutes: Routes<{ reconciliation: ReconciliationService }> = async (
  app,
  { reconciliation },
) => {
  app.get('/admin/reconciliation', { config: adminRow(), schema: reconciliationSchema }, () => reconciliation.check());
};
