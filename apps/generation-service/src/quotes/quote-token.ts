import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { AppError } from '@pingvas/errors';
import canonicalize from 'canonicalize';

/** What a quote binds: account, price version, request and price. */
interface QuoteClaims {
  account: string;
  priceVersion: string;
  requestHash: string;
  credits: number;
  expiresAtMs: number;
}

export const QUOTE_LIFETIME_MS = 600_000;

const UNQUOTED: ReadonlySet<string> = new Set(['quote', 'client_ref', 'board_id', 'visibility']);

/** SHA-256 of `mode` + body without the members that do not change the price (API contract 5.4), in RFC 8785 form. */
export function requestHash(mode: string, body: Readonly<Record<string, unknown>>): string {
  const priced = Object.fromEntries(Object.entries(body).filter(([name]) => !UNQUOTED.has(name)));
  return createHash('sha256')
    .update(canonicalize({ ...priced, mode }) ?? '')
    .digest('base64url');
}

/** Signs quotes and tells good ones from others. The key is this service's alone. */
export interface QuoteSigner {
  sign(claims: QuoteClaims): string;
  /** @returns the claims, or why the token does not hold for this account and request now */
  verify(token: string, account: string, hash: string, nowMs: number): QuoteClaims | AppError;
}

export function createQuoteSigner(secret: Buffer): QuoteSigner {
  const mac = (payload: string): Buffer => createHmac('sha256', secret).update(payload).digest();
  const claimsIn = (token: string): QuoteClaims | null => {
    const [payload = '', signature = ''] = token.split('.');
    const given = Buffer.from(signature, 'base64url');
    const wanted = mac(payload);
    if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return null;
    // What carries our signature was written by `sign`.
    return JSON.parse(Buffer.from(payload, 'base64url').toString()) as QuoteClaims;
  };
  return {
    sign(claims) {
      const payload = Buffer.from(JSON.stringify(claims)).toString('base64url');
      return `${payload}.${mac(payload).toString('base64url')}`;
    },
    verify(token, account, hash, nowMs) {
      const claims = claimsIn(token);
      if (claims?.account !== account) return new AppError('QUOTE_INVALID');
      if (claims.requestHash !== hash) return new AppError('QUOTE_MISMATCH');
      return claims.expiresAtMs <= nowMs ? new AppError('QUOTE_EXPIRED') : claims;
    },
  };
}
