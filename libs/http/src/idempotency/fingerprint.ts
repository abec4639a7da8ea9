import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/**
 * What makes two JSON bodies the same request (API contract 1.5): SHA-256, in hex, of the RFC 8785 form. Order of members
 * and white space do not matter; an absent body is the same as `null`.
 */
export const fingerprintOf = (body: unknown): string => sha256(canonicalize(body ?? null) ?? 'null');

/** The same for multipart: ordered names and contents, so that a new boundary is the same request. */
export const fingerprintOfParts = (parts: readonly { name: string; sha256: string }[]): string =>
  fingerprintOf(parts.map((part) => [part.name, part.sha256]));
