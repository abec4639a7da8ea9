import { callerOf } from '@pingvas/auth';
import { Id, keyRow, type Routes } from '@pingvas/http';
import { Type } from 'typebox';
import { Receipt } from './receipt.schema.ts';
import type { ReceiptsService } from './receipts.service.ts';

const row = {
  config: keyRow('generation:read', { etag: true }),
  schema: {
    summary: 'What a job cost and why',
    tags: ['jobs'],
    params: Type.Object({ job_id: Id }),
    response: { 200: Receipt },
  },
};

/** GET /jobs/{job_id}/receipt (API contract G15). */
export const receiptsRoutes: Routes<{ receipts: ReceiptsService }> = async (app, { receipts }) => {
  app.get('/jobs/:job_id/receipt', row, (request) => receipts.get(callerOf(request).userId, request.params.job_id));
};
