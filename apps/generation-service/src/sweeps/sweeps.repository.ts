import type { LeasePayload } from '@pingvas/queue';
import type { GenerationDb } from '../database.ts';

/** Rows a sweep looks at in one go. */
const SWEEP_ROWS = 500;

export interface OpenLease {
  jobId: string;
  lease: number;
  attempt: number;
  workerId: string;
  status: string;
  ageSeconds: number;
  cancelRequested: boolean;
}

/** Leases that are older than `minAgeSeconds`, the oldest first. */
export const openLeases = (db: GenerationDb, minAgeSeconds: number): Promise<OpenLease[]> =>
  db.withSystem(
    (tx) =>
      tx.$queryRaw<OpenLease[]>`
      SELECT id AS "jobId", lease, attempt, worker_id AS "workerId", status,
        extract(epoch FROM now() - leased_at)::float8 AS "ageSeconds", cancel_requested_at IS NOT NULL AS "cancelRequested"
      FROM generation_jobs WHERE worker_id IS NOT NULL AND leased_at < now() - make_interval(secs => ${minAgeSeconds})
      ORDER BY leased_at LIMIT ${SWEEP_ROWS}`,
  );

/** The payload of a lease that is still the job's, or null. */
export const payloadOf = (db: GenerationDb, { jobId, lease }: OpenLease): Promise<LeasePayload | null> =>
  db.withSystem(async (tx) => {
    const [row] = await tx.$queryRaw<{ payload: LeasePayload }[]>`
      SELECT lease_payload(j) AS payload FROM generation_jobs j
      WHERE j.id = ${jobId}::uuid AND j.lease = ${lease} AND j.status = 'queued' AND j.worker_id IS NOT NULL`;
    return row?.payload ?? null;
  });

/** Jobs that were to start by now and have not (API contract 5.1), economy jobs after 24 h without a start among them. */
export const overdueJobs = (db: GenerationDb): Promise<{ id: string; userId: string }[]> =>
  db.withSystem(
    (tx) =>
      tx.$queryRaw<{ id: string; userId: string }[]>`
      (SELECT id, user_id AS "userId" FROM generation_jobs
        WHERE status IN ('pending', 'queued') AND attempt = 0 AND start_deadline_at <= now() ORDER BY start_deadline_at LIMIT ${SWEEP_ROWS})
      UNION
      (SELECT id, user_id FROM generation_jobs
        WHERE status = 'pending' AND priority_class = 'economy' AND attempt = 0 AND created_at < now() - interval '24 hours'
        ORDER BY created_at LIMIT ${SWEEP_ROWS})`,
  );

/** Deletes answers whose 24 hours are over. @returns how many */
export const dropOldAnswers = (db: GenerationDb): Promise<number> =>
  db.withSystem(
    (tx) => tx.$executeRaw`DELETE FROM idempotency_keys WHERE ctid = ANY (ARRAY(
      SELECT ctid FROM idempotency_keys WHERE expires_at < now() LIMIT 5000))`,
  );
