import { createHash, randomBytes } from 'node:crypto';

/** 256 random bits as 43 characters that need no escaping in a URL. */
export const randomToken = (): string => randomBytes(32).toString('base64url');

/**
 * What is stored instead of a token. One round of SHA-256 is enough: unlike a password, 256 random bits cannot be guessed, so
 * there is nothing to slow down and nothing to salt.
 */
export const tokenHash = (token: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(createHash('sha256').update(token).digest());
