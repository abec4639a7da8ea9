import { callerOf } from '@pingvas/auth';
import { validationError } from '@pingvas/errors';
import type { EventLog } from '@pingvas/events';
import { Id, keyRow, type Routes } from '@pingvas/http';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { JobsService } from '../jobs/jobs.service.ts';
import { pageOfEvents } from './event-pages.ts';
import { EventPage, EventsQuery } from './event.schema.ts';
import type { StreamServer } from './stream-server.ts';

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
  app.get('/events', accountRow, async (request, reply) => {
    const caller = callerOf(request);
    if (!wantsStream(request)) return pageOfEvents(log, caller.userId, request.query, null);
    const { types = null } = request.query;
    await streams.open({
      caller,
      reply,
      position: positionOf(request, request.query),
      types,
      jobId: null,
      isStillAllowed: app.access.isStillAllowed,
    });
    return reply;
  });

  app.get('/jobs/:job_id/events', jobRow, async (request, reply) => {
    const caller = callerOf(request);
    const { id: jobId } = await jobs.get(caller.userId, request.params.job_id);
    if (!wantsStream(request)) return pageOfEvents(log, caller.userId, request.query, jobId);
    const { types = null } = request.query;
    await streams.open({
      caller,
      reply,
      position: positionOf(request, request.query),
      types,
      jobId,
      isStillAllowed: app.access.isStillAllowed,
    });
    return reply;
  });
};

const wantsStream = ({ headers }: FastifyRequest): boolean => headers.accept?.includes('text/event-stream') ?? false;

/** `Last-Event-ID` goes before `after`: a client that reconnects sends both. */
function positionOf({ headers }: FastifyRequest, { after }: EventsQuery): number | null {
  const last = headers['last-event-id'];
  if (last === undefined || last === '') return after ?? null;
  if (typeof last === 'string' && /^\d{1,15}$/.test(last)) return Number(last);
  throw validationError({ pointer: 'header:last-event-id', code: 'FORMAT', detail: 'must be the id of an event' });
}
