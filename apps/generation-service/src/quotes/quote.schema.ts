import { Nullable, Time } from '@pingvas/http';
import { Type, type Static } from 'typebox';

const Count = Type.Integer({ minimum: 0 });

/** What a request would cost, and whether it could run now (API contract 2). It reserves neither credits nor capacity. */
export const Quote = Type.Object({
  quote: Type.String({ description: 'Signed token; a job created with it within 600 s never costs more' }),
  expires_at: Time,
  credits: Count,
  breakdown: Type.Object({
    per_image: Count,
    images: Count,
    rate_percent: Count,
    model_factor: Type.Number(),
    addon_factor: Type.Number(),
    formula: Type.String(),
  }),
  feasible: Type.Boolean(),
  reasons: Type.Array(Type.Object({ code: Type.String(), detail: Type.String() })),
  gpu_class: Nullable(Type.String()),
  expected_wait_seconds: Type.Object({ p50: Count, p90: Count }),
  expected_run_seconds: Type.Number({ minimum: 0 }),
  price_version: Type.String(),
  balance: Type.Object({ available: Count, sufficient: Type.Boolean() }),
});
export type Quote = Static<typeof Quote>;
