import { AppError } from '@pingvas/errors';
import type { FastifyRequest } from 'fastify';

/** An API key is told from an access token by how it starts. */
const API_KEY_PREFIX = 'pk_';

/**
 * Whether the request carries a credential: `Authorization: Bearer <token>` and nothing else counts (API contract 1.2).
 * @throws AppError INVALID_TOKEN when it carries one that cannot be an access token
 */
export function hasCredential(request: FastifyRequest): boolean {
  const token = /^Bearer(?:\s+(.*))?$/is.exec(request.headers.authorization ?? '')?.[1]?.trim();
  if (token === undefined || token === '') return false;
  if (token.startsWith(API_KEY_PREFIX) || /\s/.test(token)) throw new AppError('INVALID_TOKEN');
  return true;
}
