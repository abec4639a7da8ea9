import { toNumber } from '@pingvas/db';
import type { GenerationDb } from '../database.ts';

/** What of a user and of the queue decides whether a request could run now. */
export interface Standing {
  available: number;
  openEntries: number;
  queueSize: number;
  usedBytes: number;
  storageBytes: number | null;
  secondsAhead: number;
}

interface Row {
  available: number;
  open_entries: number;
  queue_size: number;
  used_bytes: bigint;
  storage_bytes: bigint | null;
  seconds_ahead: bigint;
}

/** Read on the primary: a balance is never a moment old. */
export const readStanding = (
  db: GenerationDb,
  userId: string,
  gpuClass: string,
  priorityClass: string,
): Promise<Standing> =>
  db.withUser(userId, async (tx) => {
    const [row] = await tx.$queryRaw<Row[]>`
      SELECT COALESCE((SELECT available FROM credits WHERE user_id = ${userId}::uuid), 0)
          - COALESCE((SELECT sum(remaining) FROM credit_lots WHERE user_id = ${userId}::uuid AND remaining > 0 AND expires_at <= now()), 0)::int
          AS available,
        COALESCE((SELECT open_entries FROM user_running WHERE user_id = ${userId}::uuid), 0) AS open_entries,
        p.queue_size, p.storage_bytes,
        COALESCE((SELECT images_bytes + uploads_bytes + trash_bytes + models_bytes FROM storage_usage WHERE user_id = ${userId}::uuid), 0)
          AS used_bytes,
        COALESCE((SELECT pending_seconds FROM flows WHERE user_id = ${userId}::uuid AND gpu_class = ${gpuClass}
          AND priority_class = ${priorityClass}), 0)
          + (SELECT seconds FROM queue_ahead(${userId}::uuid, ${gpuClass}, ${priorityClass}, COALESCE(
              (SELECT last_finish FROM flows WHERE user_id = ${userId}::uuid AND gpu_class = ${gpuClass} AND priority_class = ${priorityClass}),
              (SELECT virtual_time FROM scheduler_clock WHERE gpu_class = ${gpuClass} AND priority_class = ${priorityClass}), 0)))
          AS seconds_ahead
      FROM plan_in_force(${userId}::uuid) p`;
    if (!row) throw new Error('every user has a plan');
    return {
      available: row.available,
      openEntries: row.open_entries,
      queueSize: row.queue_size,
      usedBytes: toNumber(row.used_bytes),
      storageBytes: row.storage_bytes === null ? null : toNumber(row.storage_bytes),
      secondsAhead: toNumber(row.seconds_ahead),
    };
  });
