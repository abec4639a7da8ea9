import { callerOf } from '@pingvas/auth';
import type { Answer, IdempotencyClaim } from '@pingvas/db';
import { idempotencyOf } from '@pingvas/http';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** A call by which somebody changes something: who, from where, under which key, and how its answer is written. */
export interface Act {
  actorId: string;
  ip: string;
  requestId: string;
  /** Null without an Idempotency-Key. */
  claim: IdempotencyClaim | null;
  /** The answer of this row as text, checked against its schema: it is stored in the transaction of the effect. */
  answer: (body: object) => Answer;
}

/**
 * @param status of the answer when all goes well
 * @throws AppError INVALID_REQUEST when the Idempotency-Key has not the right form
 */
export function actOf(request: FastifyRequest, reply: FastifyReply, status: 200 | 201): Act {
  const { userId } = callerOf(request);
  const key = idempotencyOf(request);
  const [path = '/'] = request.url.split('?', 1);
  return {
    actorId: userId,
    ip: request.ip,
    requestId: request.id,
    claim: key && { ...key, userId, method: request.method, path },
    answer: (body) => ({ status, body: written(reply, body, status) }),
  };
}

function written(reply: FastifyReply, body: object, status: number): string {
  const text = reply.serializeInput({ ...body }, String(status));
  if (typeof text !== 'string') throw new TypeError(`This row declares no answer with status ${status}`);
  return text;
}

/** Sends an answer that was made, or stored, in a transaction. */
export function sendAnswer(
  reply: FastifyReply,
  { status, body, replayed }: Answer & { replayed: boolean },
): FastifyReply {
  if (replayed) void reply.header('idempotent-replayed', 'true');
  return reply.code(status).type('application/json; charset=utf-8').send(body);
}
