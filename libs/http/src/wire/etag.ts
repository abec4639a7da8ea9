import { createHash } from 'node:crypto';
import { AppError } from '@pingvas/errors';
import type { FastifyRequest } from 'fastify';

/**
 * A strong ETag over what identifies a state: the body itself, or id and version where the body holds parts that change by
 * themselves (signed URLs).
 */
export function etagOf(...parts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return `"${hash.digest('base64url').slice(0, 27)}"`;
}

/**
 * Whether an `If-None-Match` or `If-Match` header names this ETag.
 * @param header a list of ETags or `*`; weak ones count as their strong form
 */
export function namesEtag(header: string, etag: string): boolean {
  const names = header.split(',').map((name) => name.trim().replace(/^W\//, ''));
  return names.includes('*') || names.includes(etag.replace(/^W\//, ''));
}

/**
 * Lets a PATCH pass only on the state that its caller has seen.
 * @throws AppError PRECONDITION_FAILED when `If-Match` is given and names another state
 */
export function checkIfMatch(request: Pick<FastifyRequest, 'headers'>, etag: string): void {
  const header = request.headers['if-match'];
  if (header !== undefined && !namesEtag(header, etag)) throw new AppError('PRECONDITION_FAILED');
}
