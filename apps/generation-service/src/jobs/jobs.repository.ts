import { sql, toNumber } from '@pingvas/db';
import type { FieldError } from '@pingvas/errors';
import type { GenerationDb, GenerationTx } from '../database.ts';
import type { JobImageRecord, JobRecord } from './job-record.ts';

export type JobWithImages = JobRecord & { images: JobImageRecord[] };

const withImages = {
  images: {
    where: { deletedAt: null },
    orderBy: { index: 'asc' },
    select: {
      id: true,
      index: true,
      seed: true,
      key: true,
      previewKey: true,
      thumbnailKey: true,
      width: true,
      height: true,
    },
  },
} as const;

/** The caller's job, or null: another's is not there. */
export const findJob = (tx: GenerationTx, jobId: string): Promise<JobWithImages | null> =>
  tx.generationJob.findUnique({ where: { id: jobId }, include: withImages });

export interface JobFilters {
  status?: string[];
  mode?: string[];
  modelId?: string[];
  batchId?: string[];
  clientRef?: string[];
  createdAfter?: Date;
  createdBefore?: Date;
}

export interface JobPageRequest {
  filters: JobFilters;
  order: 'asc' | 'desc';
  limit: number;
  /** The last job of the page before. */
  after: { createdAt: Date; id: string } | null;
}

const whereOf = ({ filters }: Pick<JobPageRequest, 'filters'>) => ({
  ...(filters.status && { status: { in: filters.status } }),
  ...(filters.mode && { mode: { in: filters.mode } }),
  ...(filters.modelId && { modelId: { in: filters.modelId } }),
  ...(filters.batchId && { batchId: { in: filters.batchId } }),
  ...(filters.clientRef && { clientRef: { in: filters.clientRef } }),
  ...((filters.createdAfter ?? filters.createdBefore) && {
    createdAt: {
      ...(filters.createdAfter && { gte: filters.createdAfter }),
      ...(filters.createdBefore && { lt: filters.createdBefore }),
    },
  }),
});

const beyond = ({ after, order }: JobPageRequest) => {
  if (after === null) return {};
  const side = order === 'desc' ? 'lt' : 'gt';
  return {
    OR: [{ createdAt: { [side]: after.createdAt } }, { createdAt: after.createdAt, id: { [side]: after.id } }],
  };
};

/** The caller's jobs in order of creation, ties by id. */
export const listJobs = (tx: GenerationTx, request: JobPageRequest): Promise<JobWithImages[]> =>
  tx.generationJob.findMany({
    where: { AND: [whereOf(request), beyond(request)] },
    orderBy: [{ createdAt: request.order }, { id: request.order }],
    take: request.limit,
    include: withImages,
  });

export const countJobs = (tx: GenerationTx, filters: JobFilters): Promise<number> =>
  tx.generationJob.count({ where: whereOf({ filters }) });

/** Jobs and GPU-seconds ahead of each of these that waits. */
export async function queuePositions(
  tx: GenerationTx,
  userId: string,
  jobIds: readonly string[],
): Promise<Map<string, { jobs: number; seconds: number }>> {
  if (jobIds.length === 0) return new Map();
  const rows = await tx.$queryRaw<{ job_id: string; jobs: number; seconds: bigint }[]>`
    SELECT job_id, jobs, seconds FROM queue_positions(${userId}::uuid, ${jobIds}::uuid[])`;
  return new Map(rows.map((row) => [row.job_id, { jobs: row.jobs, seconds: toNumber(row.seconds) }]));
}

/** What `generation_create` answers (its comment in the migration is the contract). */
export type CreateAnswer =
  | { outcome: 'created'; body: string }
  | { outcome: 'replay'; status: number; body: string; location: string }
  | { outcome: 'conflict' }
  | { outcome: 'in_progress' }
  | { outcome: 'stale' }
  | { outcome: 'problem'; code: string; members: Record<string, unknown>; errors?: FieldError[] };

/** Creates a job in one statement. */
export async function createJob(db: GenerationDb, userId: string, request: object): Promise<CreateAnswer> {
  const rows = await db.statement<{ answer: CreateAnswer }>(
    sql`SELECT generation_create(${userId}::uuid, ${JSON.stringify(request)}::jsonb) AS answer`,
  );
  return only(rows).answer;
}

/** The caller's jobs that have not started, the oldest first. */
export const listUnstarted = (tx: GenerationTx, userId: string, limit: number): Promise<{ id: string }[]> =>
  tx.generationJob.findMany({
    where: { userId, status: { in: ['pending', 'queued'] } },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    take: limit,
    select: { id: true },
  });

export interface CancelAnswer {
  outcome: 'cancelled' | 'requested' | 'already' | 'refused';
  status: string;
  lease: number;
  gpu_class: string | null;
  /** Credits given back; null while it runs. */
  released: number | null;
}

export interface CancelRequest {
  jobId: string;
  /** Null: on behalf of the system. */
  caller: string | null;
  by: 'user' | 'admin' | 'system';
  reason: string;
  /** A job that has started goes on: the cancel concerned its start. */
  onlyUnstarted: boolean;
  /** The job's images as the API shows them, for its event. */
  images: readonly unknown[];
}

/** Cancels in one statement; null when the caller has no such job. */
export async function cancelJob(db: GenerationDb, request: CancelRequest): Promise<CancelAnswer | null> {
  const rows = await db.statement<{ answer: CancelAnswer | null }>(
    sql`SELECT job_cancel(${request.jobId}::uuid, ${request.caller}::uuid, ${request.by}, ${request.reason},
      ${request.onlyUnstarted}, ${JSON.stringify(request.images)}::jsonb) AS answer`,
  );
  return only(rows).answer;
}

function only<Row>(rows: readonly Row[]): Row {
  const [row] = rows;
  if (row === undefined) throw new Error('a function answers with one row');
  return row;
}
