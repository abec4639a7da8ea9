import { AppError, isAppError, notFound, problemOf } from '@pingvas/errors';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Answers with an RFC 9457 problem, as the services do. */
export const sendProblem = (request: FastifyRequest, reply: FastifyReply, error: unknown): FastifyReply => {
  const [instance = '/'] = request.url.split('?');
  const { status, headers, body } = problemOf(error, { instance, requestId: request.id });
  // The rest of a body that nobody will read must not be taken for the next request.
  if (!request.raw.complete) reply.header('connection', 'close');
  return reply.code(status).headers(headers).type('application/problem+json').send(JSON.stringify(body));
};

/** What the framework itself refuses (a path that is no percent-encoding, a broken header) is the caller's fault. */
export const asAppError = (error: unknown): unknown => {
  if (isAppError(error)) return error;
  if (climbs(error)) return notFound();
  const status = typeof error === 'object' && error !== null && 'statusCode' in error ? error.statusCode : 500;
  return typeof status === 'number' && status >= 400 && status < 500 ? new AppError('INVALID_REQUEST') : error;
};

/** The proxy refuses paths that climb out of their service (`..%2F`): nothing is there. */
const climbs = (error: unknown): boolean => error instanceof Error && error.message.includes('invalid characters');
