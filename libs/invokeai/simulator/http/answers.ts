import { promisify } from 'node:util';
import { Readable } from 'node:stream';
import { constants, gzip } from 'node:zlib';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { HttpProblem, detail, unprocessable } from './problem.ts';

const compress = promisify(gzip);

const JSON_TYPE = 'application/json';

/** JSON without a charset, `null` included, as the real server writes it. */
export const json = (reply: FastifyReply, value: unknown, status = 200): FastifyReply =>
  reply.code(status).header('content-type', JSON_TYPE).send(JSON.stringify(value));

const UI_PAGE = '<!DOCTYPE html><html lang="en"><head><title>Invoke</title></head><body>Simulator</body></html>';

/** The last answers: errors, the page of the UI for every unknown path, and compression of everything when asked for. */
export function addAnswers(app: FastifyInstance): void {
  app.addHook('onSend', async (request, reply, payload: unknown) => {
    reply.header('server', 'uvicorn');
    // Fastify adds a charset to JSON, the real server does not.
    if (String(reply.getHeader('content-type')).startsWith(JSON_TYPE)) reply.header('content-type', JSON_TYPE);
    if (!String(request.headers['accept-encoding'] ?? '').includes('gzip')) return payload;
    if (typeof payload !== 'string' && !Buffer.isBuffer(payload)) return payload;
    reply.header('content-encoding', 'gzip').header('vary', 'Accept-Encoding').removeHeader('content-length');
    return Readable.from([await compress(payload, { level: constants.Z_BEST_SPEED })]);
  });

  app.setErrorHandler((error, _request, reply) => {
    if (!(error instanceof HttpProblem))
      return reply.code(500).type('text/plain; charset=utf-8').send('Internal Server Error');
    if (typeof error.body !== 'string') return json(reply, error.body, error.status);
    return reply.code(error.status).type('text/plain; charset=utf-8').send(error.body);
  });

  // With its UI built in, the real server answers any unknown GET with 200 and this page.
  app.setNotFoundHandler((request, reply) => {
    if (request.method === 'GET') return reply.type('text/html; charset=utf-8').send(UI_PAGE);
    throw detail(405, 'Method Not Allowed');
  });

  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    try {
      done(null, body === '' ? undefined : JSON.parse(String(body)));
    } catch {
      done(unprocessable({ type: 'json_invalid', loc: ['body', 0], msg: 'JSON decode error', input: {} }));
    }
  });
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
}
