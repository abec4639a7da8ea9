import type { FastifyInstance, FastifyRequest } from 'fastify';
import { fingerprintOf } from './fingerprint.ts';
import { idempotencyKeyOf } from './key.ts';

/** What a repeated call is known by; the account, method and path belong to it too. */
export interface IdempotentRequest {
  key: string;
  /** Hex; of the body as it was sent, before defaults. Multipart rows make their own (`fingerprintOfParts`). */
  fingerprint: string;
}

/** Takes the fingerprint of bodies on I rows, before the schema check fills in defaults. */
export function fingerprintBodies(app: FastifyInstance): void {
  app.decorateRequest('bodyFingerprint', '');
  app.addHook('preValidation', async (request) => {
    const isKeyed = request.routeOptions.config.idempotent === 'I' && request.headers['idempotency-key'] !== undefined;
    if (isKeyed) request.bodyFingerprint = fingerprintOf(request.body);
  });
}

/**
 * The idempotency key of a call with the fingerprint of its JSON body.
 * @returns null when the caller sent no key
 * @throws AppError INVALID_REQUEST when the key has not the right form
 */
export function idempotencyOf(request: FastifyRequest): IdempotentRequest | null {
  const key = idempotencyKeyOf(request);
  return key === undefined ? null : { key, fingerprint: request.bodyFingerprint };
}

declare module 'fastify' {
  interface FastifyRequest {
    bodyFingerprint: string;
  }
}
