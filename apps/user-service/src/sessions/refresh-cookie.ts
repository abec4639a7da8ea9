import type { CookieSerializeOptions } from '@fastify/cookie';
import type { HttpConfig } from '@pingvas/config';
import { AppError } from '@pingvas/errors';
import { basePath } from '@pingvas/http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { REFRESH_TOKEN_SECONDS } from './refresh-token.ts';

const NAME = 'pingvas_refresh';

export interface RefreshCookie {
  /** The refresh token that a browser sent, or null. @throws as `checkOrigin` when there is one */
  read: (request: FastifyRequest) => string | null;
  write: (reply: FastifyReply, refreshToken: string) => void;
  clear: (reply: FastifyReply) => void;
  /**
   * A browser says which page makes it call: only our own pages may use the cookie or have it set.
   * @throws AppError FORBIDDEN unless the origin is one of the CORS list
   */
  checkOrigin: (request: FastifyRequest) => void;
}

/** The cookie that carries a refresh token (API contract 1.2). */
export function createRefreshCookie(config: Pick<HttpConfig, 'PUBLIC_BASE_URL' | 'CORS_ORIGINS'>): RefreshCookie {
  const options: CookieSerializeOptions = {
    httpOnly: true,
    secure: config.PUBLIC_BASE_URL.startsWith('https:'),
    sameSite: 'strict',
    path: `${basePath('users')}/auth`,
  };
  const checkOrigin = ({ headers }: FastifyRequest): void => {
    if (!config.CORS_ORIGINS.some((origin) => origin === headers.origin)) throw new AppError('FORBIDDEN');
  };
  return {
    checkOrigin,
    read: (request) => {
      const token = request.cookies[NAME];
      if (token === undefined || token === '') return null;
      checkOrigin(request);
      return token;
    },
    write: (reply, refreshToken) =>
      void reply.setCookie(NAME, refreshToken, { ...options, maxAge: REFRESH_TOKEN_SECONDS }),
    clear: (reply) => void reply.setCookie(NAME, '', { ...options, maxAge: 0 }),
  };
}
