import { toNumber } from '@pingvas/db';
import type { GenerationDb, GenerationTx } from '../database.ts';

export interface OwnQueue {
  pending: number;
  queued: number;
  processing: number;
  openEntries: number;
  queueLimit: number;
  runningLimit: number;
}

/** How many jobs of the caller are in which open state, and his limits. */
export async function readOwnQueue(tx: GenerationTx, userId: string): Promise<OwnQueue> {
  const [row] = await tx.$queryRaw<OwnQueue[]>`
    SELECT count(*) FILTER (WHERE j.status = 'pending')::int AS pending, count(*) FILTER (WHERE j.status = 'queued')::int AS queued,
      count(*) FILTER (WHERE j.status = 'processing')::int AS processing,
      COALESCE((SELECT open_entries FROM user_running WHERE user_id = ${userId}::uuid), 0) AS "openEntries",
      p.queue_size AS "queueLimit", p.running_jobs AS "runningLimit"
    FROM plan_in_force(${userId}::uuid) p
    LEFT JOIN generation_jobs j ON j.user_id = ${userId}::uuid AND j.status IN ('pending', 'queued', 'processing')
    GROUP BY p.queue_size, p.running_jobs`;
  if (!row) throw new Error('every user has a plan');
  return row;
}

/** The caller's oldest open jobs. */
export const readOpenJobs = (tx: GenerationTx, userId: string, limit: number) =>
  tx.generationJob.findMany({
    where: { userId, status: { in: ['pending', 'queued', 'processing'] } },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    take: limit,
    select: { id: true, status: true, lease: true, gpuClass: true },
  });

export interface ClassLoad {
  gpuClass: string;
  /** Standard work that waits, in GPU-seconds: what the autoscaler scales by. Economy work never causes scale-up. */
  waitingSeconds: number;
  pendingJobs: number;
  /** Queued and processing. */
  runningJobs: number;
  processingJobs: number;
}

/** The load of each GPU class over all users. */
export const readLoad = (db: GenerationDb, gpuClasses: readonly string[]): Promise<ClassLoad[]> =>
  db.withSystem(async (tx) => {
    const rows = await tx.$queryRaw<
      { gpu_class: string; waiting: bigint; pending: bigint; running: bigint; processing: bigint }[]
    >`
      SELECT c.gpu_class, f.waiting, f.pending, r.running, r.processing
      FROM unnest(${gpuClasses}::text[]) AS c (gpu_class)
      CROSS JOIN LATERAL (SELECT COALESCE(sum(pending_seconds) FILTER (WHERE priority_class = 'standard'), 0)::bigint AS waiting,
        COALESCE(sum(pending_jobs), 0)::bigint AS pending FROM flows WHERE gpu_class = c.gpu_class AND pending_jobs > 0) f
      CROSS JOIN LATERAL (SELECT count(*) AS running, count(*) FILTER (WHERE status = 'processing') AS processing
        FROM generation_jobs WHERE gpu_class = c.gpu_class AND status IN ('queued', 'processing')) r`;
    return rows.map((row) => ({
      gpuClass: row.gpu_class,
      waitingSeconds: toNumber(row.waiting),
      pendingJobs: toNumber(row.pending),
      runningJobs: toNumber(row.running),
      processingJobs: toNumber(row.processing),
    }));
  });

/** Means over jobs that started in the last hour, in seconds; 0 without any. */
export const readRecentMeans = (db: GenerationDb): Promise<{ wait: number; run: number }> =>
  db.withSystem(async (tx) => {
    const [row] = await tx.$queryRaw<{ wait: number | null; run: number | null }[]>`
      SELECT avg(GREATEST(extract(epoch FROM started_at - created_at), 0))::float8 AS wait,
        avg(GREATEST(extract(epoch FROM completed_at - started_at), 0))::float8 AS run
      FROM (SELECT created_at, started_at, completed_at FROM generation_jobs
        WHERE status = 'completed' AND completed_at > now() - interval '1 hour' ORDER BY completed_at DESC LIMIT 1000) recent`;
    return { wait: row?.wait ?? 0, run: row?.run ?? 0 };
  });
