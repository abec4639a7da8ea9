import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { newId } from '../wire/ids.ts';

const ACCEPTED = /^[A-Za-z0-9._-]{8,128}$/;

/** The caller's X-Request-Id when it has the accepted form, else a new one. */
export function requestIdOf(message: Pick<IncomingMessage, 'headers'>): string {
  const sent = message.headers['x-request-id'];
  return typeof sent === 'string' && ACCEPTED.test(sent) ? sent : newId();
}

/** Every answer repeats the request id, refusals and preflights too: so this is the first hook. */
export function echoRequestId(app: FastifyInstance): void {
  app.addHook('onRequest', async (request, reply) => {
    void reply.header('x-request-id', request.id);
  });
}
