import { Transform } from 'node:stream';
import type { Readable } from 'node:stream';
import { AppError } from '@pingvas/errors';
import type { FastifyInstance } from 'fastify';
import { sendProblem } from './problems.ts';

/** The largest body of any row: multipart with all its parts (API contract 1.1). Services keep their own, smaller limits. */
export const LIMIT_BYTES = 60_000_000;

const tooLarge = (): AppError => new AppError('PAYLOAD_TOO_LARGE', { limit_bytes: LIMIT_BYTES });

/**
 * 413 for bodies over the limit. A declared length is judged before a byte is read; bodies without one are counted while
 * they pass, because the framework's own limit does not act on bodies that are only passed on.
 */
export const limitBodies = (gateway: FastifyInstance): void => {
  gateway.addHook('onRequest', async (request, reply) => {
    if (Number(request.headers['content-length'] ?? 0) > LIMIT_BYTES) return sendProblem(request, reply, tooLarge());
  });
  gateway.addHook('preParsing', async (request, _reply, payload) =>
    request.headers['transfer-encoding'] === undefined ? payload : counted(payload),
  );
};

const counted = (payload: Readable): Readable => {
  let seenBytes = 0;
  const counter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      seenBytes += chunk.length;
      if (seenBytes > LIMIT_BYTES) done(tooLarge());
      else done(null, chunk);
    },
  });
  payload.once('error', (error) => counter.destroy(error));
  return payload.pipe(counter);
};
