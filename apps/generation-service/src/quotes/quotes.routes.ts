import { callerOf } from '@pingvas/auth';
import { keyRow, type Routes } from '@pingvas/http';
import { QuoteRequest } from '../requests/create.schema.ts';
import { planOf } from '../requests/plan-of-caller.ts';
import { Quote } from './quote.schema.ts';
import type { QuotesService } from './quotes.service.ts';

const row = {
  config: keyRow('generation:write', { idempotent: 'N' }),
  schema: {
    summary: 'Price a request without running it',
    description:
      'A job created with the token within 600 seconds never costs more. Reserves neither credits nor capacity.',
    tags: ['quotes'],
    body: QuoteRequest,
    response: { 200: Quote },
  },
};

/** POST /quote (API contract G1). */
export const quotesRoutes: Routes<{ quotes: QuotesService }> = async (app, { quotes }) => {
  app.post('/quote', row, (request) => {
    const caller = callerOf(request);
    return quotes.quote(caller.userId, planOf(caller), request.body);
  });
};
