import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { etagOf, namesEtag } from '../wire/etag.ts';

/** Cache-Control on every answer, ETag and 304 on the rows that declare it (API contract 1.1). */
export function controlCaching(app: FastifyInstance): void {
  app.addHook('onSend', async (request, reply, payload) => {
    setCacheControl(request, reply);
    const { etag } = request.routeOptions.config;
    return etag === true && reply.statusCode === 200 && typeof payload === 'string'
      ? unlessKnown(request, reply, payload)
      : payload;
  });
}

function setCacheControl(request: FastifyRequest, reply: FastifyReply): void {
  const { publicForSeconds, access } = request.routeOptions.config;
  const isPersonal = access?.auth !== 'P' && request.headers.authorization !== undefined;
  const isPublic = publicForSeconds !== undefined && !isPersonal && reply.statusCode < 400;
  // Otherwise a cache would give the anonymous answer to somebody signed in.
  if (isPublic && access?.auth !== 'P') addVary(reply, 'Authorization');
  if (reply.hasHeader('cache-control')) return;
  void reply.header('cache-control', isPublic ? `public, max-age=${publicForSeconds}` : 'private, no-store');
}

function addVary(reply: FastifyReply, name: string): void {
  const vary = reply.getHeader('vary');
  void reply.header('vary', typeof vary === 'string' && vary !== '' ? `${vary}, ${name}` : name);
}

/** The body, or 304 without one when the caller has this state already. A handler may have set a better ETag. */
function unlessKnown(request: FastifyRequest, reply: FastifyReply, payload: string): string | null {
  const own = reply.getHeader('etag');
  const etag = typeof own === 'string' ? own : etagOf(payload);
  void reply.header('etag', etag);
  const known = request.headers['if-none-match'];
  if (known === undefined || !namesEtag(known, etag)) return payload;
  void reply.code(304).removeHeader('content-length').removeHeader('content-type');
  return null;
}
