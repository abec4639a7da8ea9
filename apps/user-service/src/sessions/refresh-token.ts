import { randomToken, tokenHash } from '../tokens.ts';

export const REFRESH_TOKEN_SECONDS = 7 * 24 * 3600;
const FORM = /^rt_[A-Za-z0-9_-]{43}$/;

/** A refresh token and the form it is stored in. The token itself exists in the answer only. */
export interface RefreshToken {
  token: string;
  hash: Uint8Array<ArrayBuffer>;
}

export function newRefreshToken(): RefreshToken {
  const token = `rt_${randomToken()}`;
  return { token, hash: tokenHash(token) };
}

/** The stored form of a token that somebody sent; null for text that was never one of ours. */
export const refreshTokenHash = (token: string): RefreshToken['hash'] | null =>
  FORM.test(token) ? tokenHash(token) : null;
