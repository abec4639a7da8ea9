import { notFound, problemOf } from '@pingvas/errors';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { appErrorOf } from './app-error-of.ts';

/** Every refusal, of a handler, a hook or the framework, leaves as RFC 9457 (API contract 1.3). */
export function answerProblems(app: FastifyInstance): void {
  app.setErrorHandler((error, request, reply) => sendProblem(error, request, reply));
  app.setNotFoundHandler((request, reply) => sendProblem(notFound(), request, reply));
}

/** Sends what the caller is told about an error, and logs what the caller is not told. */
export function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { status, headers, body } = problemOf(appErrorOf(error), {
    instance: pathOf(request.url),
    requestId: request.id,
  });
  if (status >= 500) request.log.error({ err: error, code: body.code }, 'Request failed');
  for (const name of ['etag', 'location', 'preference-applied']) void reply.removeHeader(name);
  // A string: the answer schemas of the row describe what it gives when all is well.
  return reply.code(status).headers(headers).type('application/problem+json; charset=utf-8').send(JSON.stringify(body));
}

/** Without the query: it may carry a ticket, and it is not part of what the answer is about. */
const pathOf = (url: string): string => {
  const path = url.split(/[?#]/, 1)[0];
  return path === undefined || !path.startsWith('/') ? '/' : path;
};
