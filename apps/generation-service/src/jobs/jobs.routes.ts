import { callerOf } from '@pingvas/auth';
import { Id, keyRow, Page, preferredWaitSeconds, type Routes } from '@pingvas/http';
import { Type } from 'typebox';
import type { AwaitJob } from './await-job.ts';
import type { Cancelling } from './cancelling.ts';
import { jobEtag } from './job-etag.ts';
import { Job } from './job.schema.ts';
import { pageOfJobs } from './jobs-page.ts';
import { JobsQuery } from './jobs-query.ts';
import type { JobsService } from './jobs.service.ts';

export interface JobsRoutesOptions {
  jobs: JobsService;
  cancelling: Cancelling;
  awaitJob: AwaitJob;
}

const JobParams = Type.Object({ job_id: Id });
const listRow = {
  config: keyRow('generation:read'),
  schema: { summary: 'List own jobs', tags: ['jobs'], querystring: JobsQuery, response: { 200: Page(Job) } },
};
const getRow = {
  config: keyRow('generation:read', { etag: true }),
  schema: {
    summary: 'Read a job',
    description: '`Prefer: wait=n` answers when the job has ended, or after n seconds.',
    tags: ['jobs'],
    params: JobParams,
    response: { 200: Job },
  },
};
const cancelRow = {
  config: keyRow('generation:write', {
    idempotent: 'N',
    aliases: ['POST /jobs/:job_id/cancel'],
  }),
  schema: {
    summary: 'Cancel a job',
    description:
      '200: it had not started and has ended without a charge. 202: it runs, stops at the next step and charges what ran.',
    tags: ['jobs'],
    params: JobParams,
    querystring: Type.Object({ reason: Type.Optional(Type.String({ maxLength: 200 })) }),
    response: { 200: Job, 202: Job },
  },
};

/** Own jobs (API contract G10-G12). */
export const jobsRoutes: Routes<JobsRoutesOptions> = async (app, { jobs, cancelling, awaitJob }) => {
  app.get('/jobs', listRow, (request) => pageOfJobs(jobs, callerOf(request).userId, request.query));

  app.get('/jobs/:job_id', getRow, async (request, reply) => {
    const { userId } = callerOf(request);
    const seconds = preferredWaitSeconds(request);
    let job = await jobs.get(userId, request.params.job_id);
    if (seconds !== null) {
      await awaitJob(userId, job.id, seconds, request.signal);
      job = await jobs.get(userId, job.id);
      void reply.header('preference-applied', `wait=${seconds}`);
    }
    void reply.header('etag', jobEtag(job));
    return job;
  });

  app.delete('/jobs/:job_id', cancelRow, async (request, reply) => {
    const { userId } = callerOf(request);
    const { job_id } = request.params;
    const accepted = await cancelling.cancel(userId, job_id, request.query.reason ?? 'user_request');
    const job = await jobs.get(userId, job_id);
    return reply.code(accepted === 'requested' ? 202 : 200).send(job);
  });
};
