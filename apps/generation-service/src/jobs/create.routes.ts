import { callerOf } from '@pingvas/auth';
import { idempotencyOf, keyRow, preferredWaitSeconds, type Routes } from '@pingvas/http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CreateRequest } from '../requests/create.schema.ts';
import { planOf } from '../requests/plan-of-caller.ts';
import type { AwaitJob } from './await-job.ts';
import type { CreatedJob, IdempotencyClaim } from './create-job.ts';
import { Job } from './job.schema.ts';
import type { JobsService } from './jobs.service.ts';
import type { AcceptJob } from './accept-job.ts';

export interface CreateRoutesOptions {
  accept: AcceptJob;
  jobs: JobsService;
  awaitJob: AwaitJob;
}

const createRow = {
  config: keyRow('generation:write', { verified: true, rateClass: 'gen', idempotent: 'I' }),
  schema: {
    summary: 'Create a text-to-image job',
    description:
      'Prices the request, holds its credits and queues it, all or nothing. `Prefer: wait=n` answers when the job has ended, or after n seconds.',
    tags: ['jobs'],
    body: CreateRequest,
    response: { 201: Job },
  },
};

/** POST /create (API contract G2). */
export const createRoutes: Routes<CreateRoutesOptions> = async (app, { accept, jobs, awaitJob }) => {
  app.post('/create', createRow, async (request, reply) => {
    const caller = callerOf(request);
    const created = await accept({
      userId: caller.userId,
      plan: planOf(caller),
      request: request.body,
      idempotency: claimOf(request),
    });
    answerCreated(reply, created);
    const seconds = preferredWaitSeconds(request);
    if (seconds === null) return sendStored(reply, created.body);
    await awaitJob(caller.userId, created.jobId, seconds, request.signal);
    void reply.header('preference-applied', `wait=${seconds}`);
    return reply.send(await jobs.get(caller.userId, created.jobId));
  });
};

const claimOf = (request: FastifyRequest): IdempotencyClaim | null => {
  const claim = idempotencyOf(request);
  return claim && { method: request.method, path: request.url, ...claim };
};

function answerCreated(reply: FastifyReply, { location, replayed }: CreatedJob): void {
  void reply.code(201).header('location', location).type('application/json; charset=utf-8');
  if (replayed) void reply.header('idempotent-replayed', 'true');
}

/** The Job as it was rendered in its transaction: a repeat gets the same bytes. */
const sendStored = (reply: FastifyReply, body: string): FastifyReply => reply.send(body);
