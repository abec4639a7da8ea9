import { callerOf } from '@pingvas/auth';
import { validationError } from '@pingvas/errors';
import type { EventLog } from '@pingvas/events';
import { Id, keyRow, type Routes } from '@pingvas/http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { isTerminal } from '../jobs/job-record.ts';
import type { JobsService } from '../jobs/jobs.service.ts';
import { pageOfEvents } from './event-pages.ts';
import { EventPage, EventsQuery } from './event.schema.ts';
import type { StreamRequest, StreamServer } from './stream-server.ts';

export interface EventsRoutesOptions {
  log: EventLog;
  streams: StreamServer;
  jobs: JobsService;
}

const description =
  'With `Accept: text/event-stream` a stream: replay from `Last-Event-ID` or `after`, then live. Otherwise a page of the log.';
const config = keyRow('generation:read');
const accountRow = {
  config,
  schema: {
    summary: 'Events of the account',
    description,
    tags: ['events'],
    querystring: EventsQuery,
    response: { 200: EventPage },
  },
};
const jobRow = {
  config,
  schema: {
    summary: 'Events of a job',
    description: `${description} A stream ends after the job’s terminal event.`,
    tags: ['events'],
    params: Type.Object({ job_id: Id }),
    querystring: EventsQuery,
    response: { 200: EventPage },
  },
};

/** Event streams and pages (API contract G17, G24). */
export const eventsRoutes: Routes<EventsRoutesOptions> = async (app, { jobs, log, streams }) => {
  const openStream = (request: EventsRequest, reply: FastifyReply, job: StreamedJob): Promise<void> =>
    streams.open({
      caller: callerOf(request),
      reply,
      position: positionOf(request, request.query),
      types: request.query.types ?? null,
      ...job,
      isStillAllowed: app.access.isStillAllowed,
    });

  app.get('/events', accountRow, async (request, reply) => {
    const { userId } = callerOf(request);
    if (!wantsStream(request)) return pageOfEvents(log, userId, request.query, null);
    await openStream(request, reply, { jobId: null, jobHasEnded: false });
    return reply;
  });

  app.get('/jobs/:job_id/events', jobRow, async (request, reply) => {
    const { userId } = callerOf(request);
    const { id: jobId, status } = await jobs.get(userId, request.params.job_id);
    if (!wantsStream(request)) return pageOfEvents(log, userId, request.query, jobId);
    await openStream(request, reply, { jobId, jobHasEnded: isTerminal(status) });
    return reply;
  });
};

type EventsRequest = Pick<FastifyRequest, 'caller' | 'headers'> & { query: EventsQuery };
type StreamedJob = Pick<StreamRequest, 'jobId' | 'jobHasEnded'>;

const wantsStream = ({ headers }: Pick<FastifyRequest, 'headers'>): boolean =>
  headers.accept?.includes('text/event-stream') ?? false;

/** `Last-Event-ID` goes before `after`: a client that reconnects sends both. */
function positionOf({ headers }: Pick<FastifyRequest, 'headers'>, { after }: EventsQuery): number | null {
  const last = headers['last-event-id'];
  if (last === undefined || last === '') return after ?? null;
  if (typeof last === 'string' && /^\d{1,15}$/.test(last)) return Number(last);
  throw validationError({ pointer: 'header:last-event-id', code: 'FORMAT', detail: 'must be the id of an event' });
}
