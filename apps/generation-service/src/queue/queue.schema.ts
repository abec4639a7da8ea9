import { Id, Nullable, Time } from '@pingvas/http';
import { Type, type Static } from 'typebox';

const Count = Type.Integer({ minimum: 0 });

/** Where a user stands (API contract 2). */
export const QueueStatus = Type.Object({
  pending_jobs: Count,
  queued_jobs: Count,
  processing_jobs: Count,
  open_entries: Count,
  queue_limit: Count,
  running_limit: Count,
  estimated_wait_seconds: Count,
  wait_bound_seconds: Nullable(Count),
  jobs: Type.Array(
    Type.Object({
      id: Id,
      status: Type.String(),
      position: Nullable(Count),
      percent: Nullable(Count),
      estimated_start_at: Nullable(Time),
    }),
    { maxItems: 20 },
  ),
});
export type QueueStatus = Static<typeof QueueStatus>;

/** The queue of everybody, at most 5 s old (API contract 2). */
export const GlobalQueue = Type.Object({
  total_pending: Count,
  total_processing: Count,
  available_workers: Count,
  average_wait_seconds: Count,
  average_processing_seconds: Count,
  queue_health: Type.Enum(['healthy', 'busy', 'degraded']),
  by_gpu_class: Type.Array(Type.Object({ gpu_class: Type.String(), waiting_gpu_seconds: Count, workers: Count })),
});
export type GlobalQueue = Static<typeof GlobalQueue>;

/** What clearing a queue came to (API contract G23). */
export const ClearedQueue = Type.Object({ cancelled: Count, released_credits: Count });
export type ClearedQueue = Static<typeof ClearedQueue>;
