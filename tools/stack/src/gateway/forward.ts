import httpProxy from '@fastify/http-proxy';
import { isAppError, serviceUnavailable } from '@pingvas/errors';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { sendProblem } from './problems.ts';
import type { Upstreams } from './upstreams.ts';
import { prefixOf, SERVICE_WORDS } from './upstreams.ts';

const RETRY_AFTER_SECONDS = 1;

/** `/api/v1/<service>/…` goes to that service unchanged, streams and bodies as they come; nothing is tried twice. */
export const forwardServices = async (gateway: FastifyInstance, upstreams: Upstreams): Promise<void> => {
  for (const word of SERVICE_WORDS) await forward(gateway, upstreams[word], prefixOf(word), prefixOf(word));
  const jwks = '/.well-known/jwks.json';
  await forward(gateway, upstreams.users, jwks, `${prefixOf('users')}${jwks}`);
};

const forward = async (
  gateway: FastifyInstance,
  upstream: string,
  prefix: string,
  rewritePrefix: string,
): Promise<void> => {
  await gateway.register(httpProxy, {
    upstream,
    prefix,
    rewritePrefix,
    proxyPayloads: true,
    // An event stream may be silent for long; the service ends it.
    http: { requestOptions: { timeout: 0 } },
    replyOptions: {
      retryDelay: () => null,
      queryString: (_search, url) => url.split(/\?(.*)/s)[1] ?? '',
      rewriteRequestHeaders: (request, headers) => ({ ...headers, ...forwardedHeaders(request as FastifyRequest) }),
      onError: (reply, { error }) => {
        // The service broke off in the middle of its answer (a stream, say): so do we.
        if (reply.raw.headersSent) return void reply.raw.destroy();
        sendProblem(reply.request as FastifyRequest, reply as never, problemIn(error));
      },
    },
  });
};

/** Ours, if it was we who broke the request off; else the service cannot be reached. */
const problemIn = (error: unknown): unknown => {
  if (isAppError(error)) return error;
  const cause = error instanceof Error ? error.cause : undefined;
  return isAppError(cause) ? cause : serviceUnavailable(RETRY_AFTER_SECONDS, error);
};

/** The caller as we see him, whatever he said of himself. */
const forwardedHeaders = (request: FastifyRequest): Record<string, string> => ({
  'x-request-id': request.id,
  'x-forwarded-for': request.ip,
  'x-forwarded-proto': 'http',
  ...(request.headers.host !== undefined && { 'x-forwarded-host': request.headers.host }),
});
