import type { IncomingMessage } from 'node:http';
import { AppError } from '@pingvas/errors';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/** A caller that still sends gets its 413 only after it has finished, up to this multiple of the limit; then it is cut off. */
const DRAIN_FACTOR = 8;

/**
 * JSON is the only content that is read unless a row adds its own parser. Bodies above the route's limit are refused with 413,
 * an empty one counts as none.
 */
export function readJsonBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  const parse = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser('application/json', async (request: FastifyRequest, payload: IncomingMessage) => {
    const text = await readText(payload, request.routeOptions.bodyLimit);
    return text === '' ? undefined : parsed(parse, request, text);
  });
}

const tooLarge = (limitBytes: number): AppError => new AppError('PAYLOAD_TOO_LARGE', { limit_bytes: limitBytes });

/** Answering while the caller still sends would reset its connection, and it would never see the answer. */
async function readText(payload: IncomingMessage, limitBytes: number): Promise<string> {
  const drainBytes = limitBytes * DRAIN_FACTOR;
  if (Number(payload.headers['content-length']) > drainBytes) throw tooLarge(limitBytes);
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of payload as AsyncIterable<Buffer>) {
    sizeBytes += chunk.length;
    if (sizeBytes <= limitBytes) chunks.push(chunk);
    if (sizeBytes > drainBytes) break;
  }
  if (sizeBytes > limitBytes) throw tooLarge(limitBytes);
  return Buffer.concat(chunks).toString('utf8');
}

type JsonParser = ReturnType<FastifyInstance['getDefaultJsonParser']>;

/** Refuses `__proto__` and `constructor` members, which would change what objects are. */
function parsed(parse: JsonParser, request: FastifyRequest, text: string): Promise<unknown> {
  const done = Promise.withResolvers<unknown>();
  void parse(request, text, (error, body) => {
    if (error)
      done.reject(new AppError('INVALID_REQUEST', {}, { detail: 'The body is not valid JSON.', cause: error }));
    else done.resolve(body);
  });
  return done.promise;
}
