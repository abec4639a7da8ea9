import { answerRateLimit, classOf, type RateClass, type RateLimiter, type Subject } from '@pingvas/http';
import type { Redis } from '@pingvas/redis';
import { AppError } from '@pingvas/errors';
import type { FastifyReply, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { createAuthContexts, type AuthDb } from '../context/contexts.ts';
import type { Caller } from '../context/caller.ts';
import { listenForEvictions } from '../context/eviction.ts';
import { createSigningKeys } from '../keys/signing-keys.ts';
import { createTickets, type Tickets } from '../tickets/tickets.ts';
import { acceptAccessTokens } from '../token/access-tokens.ts';
import { checkAccess } from './check-access.ts';
import { identify } from './identify.ts';

export interface AccessOptions {
  db: AuthDb;
  limiter: RateLimiter;
  /** Producer connection: tickets. */
  redis: Redis;
  /** Subscriber connection: hints that a login has changed. */
  subscriber: Redis;
  /** `JWT_ISSUER`: `iss` of every access token. */
  issuer: string;
}

/** What routes and streams may ask of identity: `app.access`. */
export interface AccessTools {
  tickets: Tickets;
  /**
   * For streams that stay open: whether their login may still see them. At most 2 s old; false also when the access token that
   * opened it has ended.
   */
  isStillAllowed: (caller: Caller) => Promise<boolean>;
}

/**
 * Enforces what each route declares, before its body is read, in the order of the API contract 1.6: credential, rate limit, then
 * account state, e-mail and role. Sets `request.caller`.
 */
export const accessPlugin = fp<AccessOptions>(
  async (app, { db, limiter, redis, subscriber, issuer }) => {
    const parts = { contexts: createAuthContexts(db), tickets: createTickets(redis) };
    await acceptAccessTokens(app, { keys: createSigningKeys(db), issuer });
    listenForEvictions(subscriber, parts.contexts);
    app.decorateRequest('caller', null);
    app.decorate('access', {
      tickets: parts.tickets,
      isStillAllowed: async (caller) => {
        if (caller.tokenExpiresAt !== null && caller.tokenExpiresAt.getTime() <= Date.now()) return false;
        return (await parts.contexts.find(caller.sessionId))?.status === 'active';
      },
    });
    app.addHook('onRequest', async (request, reply) => {
      const { access, rateClass } = request.routeOptions.config;
      if (access === undefined || rateClass === undefined) return;
      const caller = await identify(request, access, parts);
      await countRequest(limiter, rateClass, subjectOf(request, caller), reply);
      if (caller !== null) checkAccess(access, caller);
      request.caller = caller;
    });
  },
  { name: 'access', decorators: { fastify: ['beginStop'] } },
);

async function countRequest(
  limiter: RateLimiter,
  rateClass: RateClass,
  subject: Subject,
  reply: FastifyReply,
): Promise<void> {
  if (classOf(rateClass).counted === 'always') answerRateLimit(reply, await limiter.count(subject, rateClass));
}

const subjectOf = (request: FastifyRequest, caller: Caller | null): Subject => caller ?? { ip: request.ip };

/**
 * Who makes this request.
 * @throws AppError UNAUTHORIZED on a row that lets anyone in and got nobody
 */
export function callerOf(request: Pick<FastifyRequest, 'caller'>): Caller {
  if (request.caller === null) throw new AppError('UNAUTHORIZED');
  return request.caller;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Null on public rows, and on rows open to all when nobody is signed in. */
    caller: Caller | null;
  }
  interface FastifyInstance {
    access: AccessTools;
  }
}
