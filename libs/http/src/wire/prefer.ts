import type { FastifyRequest } from 'fastify';

const MAX_WAIT_SECONDS = 60;

/**
 * `Prefer: wait=n` of a request (API contract 5.2).
 * @returns seconds, 1 to 60; null when the caller does not want to wait or said something else than a number
 */
export function preferredWaitSeconds(request: Pick<FastifyRequest, 'headers'>): number | null {
  const header = request.headers.prefer;
  const preferences = (Array.isArray(header) ? header.join(',') : (header ?? '')).split(',');
  for (const preference of preferences) {
    const seconds = /^\s*wait\s*=\s*"?(\d{1,9})"?\s*$/i.exec(preference)?.[1];
    if (seconds !== undefined && Number(seconds) > 0) return Math.min(Number(seconds), MAX_WAIT_SECONDS);
  }
  return null;
}
