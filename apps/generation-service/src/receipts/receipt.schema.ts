import { Id, Time } from '@pingvas/http';
import { Type, type Static } from 'typebox';

const Count = Type.Integer({ minimum: 0 });
const Seconds = Type.Number({ minimum: 0 });

const Attempt = Type.Object({
  attempt: Count,
  gpu_class: Type.String(),
  outcome: Type.Enum(['completed', 'failed', 'lost', 'interrupted', 'cancelled']),
  started_at: Time,
  ended_at: Time,
  gpu_seconds: Seconds,
  charged_seconds: Seconds,
});

/** What a job cost and why (API contract 2). The credits of the lines add up to `charged`. */
export const Receipt = Type.Object({
  job_id: Id,
  held: Count,
  charged: Count,
  released: Count,
  rate_percent: Count,
  gpu_seconds: Type.Number({ minimum: 0, description: 'GPU time that was charged, before the rate' }),
  queue_seconds: Seconds,
  cold_start_seconds: Seconds,
  model_load_seconds: Seconds,
  upload_seconds: Seconds,
  attempts: Type.Array(Attempt),
  lines: Type.Array(Type.Object({ label: Type.String(), seconds: Seconds, credits: Count })),
  ledger_entry_ids: Type.Array(Id),
  issued_at: Time,
});
export type Receipt = Static<typeof Receipt>;
