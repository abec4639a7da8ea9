import { notFound } from '@pingvas/errors';
import type { GenerationDb } from '../database.ts';
import type { Job } from './job.schema.ts';
import { countJobs, findJob, listJobs, type JobFilters, type JobPageRequest } from './jobs.repository.ts';
import { withPositions, type ReadJob, type ShowJob } from './show-jobs.ts';

/** A user's jobs, read. Another user's are not there. */
export interface JobsService {
  /** @throws AppError NOT_FOUND */
  get(userId: string, jobId: string): Promise<Job>;
  list(userId: string, request: JobPageRequest): Promise<ReadJob[]>;
  count(userId: string, filters: JobFilters): Promise<number>;
  show: ShowJob;
}

export function createJobsService({ db, showJob }: { db: GenerationDb; showJob: ShowJob }): JobsService {
  return {
    async get(userId, jobId) {
      const found = await db.withUser(userId, async (tx) => {
        const job = await findJob(tx, jobId);
        return job && (await withPositions(tx, userId, [job]));
      });
      const [job] = found ?? [];
      if (!job) throw notFound();
      return showJob(job);
    },
    list: (userId, request) =>
      db.withUser(userId, async (tx) => withPositions(tx, userId, await listJobs(tx, request))),
    count: (userId, filters) => db.withUser(userId, (tx) => countJobs(tx, filters)),
    show: showJob,
  };
}
