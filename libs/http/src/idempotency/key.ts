import { AppError } from '@pingvas/errors';
import type { FastifyRequest } from 'fastify';

const MAX_KEY_LENGTH = 255;

/**
 * The `Idempotency-Key` of a request, without the quotes of the IETF draft (API contract 1.5).
 * @returns undefined when the caller sent none
 * @throws AppError INVALID_REQUEST unless it has 1 to 255 visible ASCII characters
 */
export function idempotencyKeyOf(request: FastifyRequest): string | undefined {
  const header = request.headers['idempotency-key'];
  if (header === undefined) return undefined;
  const sent = Array.isArray(header) ? header.join(',') : header;
  const key = /^"(.*)"$/s.exec(sent)?.[1] ?? sent;
  if (key.length > MAX_KEY_LENGTH || !/^[\x21-\x7e]+$/.test(key)) throw invalidKey();
  return key;
}

const invalidKey = (): AppError =>
  new AppError(
    'INVALID_REQUEST',
    {},
    {
      detail: 'Idempotency-Key must have 1 to 255 visible ASCII characters.',
      errors: [{ pointer: 'header:idempotency-key', code: 'FORMAT', detail: '1 to 255 visible ASCII characters' }],
    },
  );
