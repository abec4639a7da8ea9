import { AppError } from '@pingvas/errors';
import type { Access } from '@pingvas/http';
import type { FastifyRequest } from 'fastify';
import type { Caller } from '../context/caller.ts';
import type { AuthContexts } from '../context/contexts.ts';
import type { Tickets } from '../tickets/tickets.ts';
import { verifiedClaims } from '../token/access-tokens.ts';
import { hasCredential } from '../token/credential.ts';

export interface IdentityParts {
  contexts: AuthContexts;
  tickets: Tickets;
}

/**
 * Who makes the call, as far as its row asks.
 * @returns null on a public row, or when a row that is open to all got no credential
 * @throws AppError UNAUTHORIZED, INVALID_TOKEN or TOKEN_EXPIRED
 */
export async function identify(request: FastifyRequest, access: Access, parts: IdentityParts): Promise<Caller | null> {
  if (access.auth === 'P' || access.auth === 'S') return null;
  if (access.auth !== 'T' && hasCredential(request)) return byToken(request, parts);
  const ticket = access.ticket === true ? ticketOf(request) : undefined;
  if (ticket !== undefined) return byTicket(ticket, parts);
  if (access.auth === 'P+') return null;
  throw new AppError('UNAUTHORIZED');
}

async function byToken(request: FastifyRequest, { contexts }: IdentityParts): Promise<Caller> {
  const claims = await verifiedClaims(request);
  const context = await contexts.find(claims.sid);
  // A login belongs to one user for ever; a token that says otherwise was not made by us.
  if (context === null || context.userId !== claims.sub) throw new AppError('INVALID_TOKEN');
  return { ...context, tokenExpiresAt: new Date(claims.exp * 1000) };
}

async function byTicket(ticket: string, { contexts, tickets }: IdentityParts): Promise<Caller> {
  const sessionId = await tickets.redeem(ticket);
  const context = sessionId === null ? null : await contexts.find(sessionId);
  if (context === null) throw new AppError('INVALID_TOKEN');
  return { ...context, tokenExpiresAt: null };
}

function ticketOf({ query }: FastifyRequest): string | undefined {
  if (typeof query !== 'object' || query === null || !('ticket' in query)) return undefined;
  return typeof query.ticket === 'string' ? query.ticket : '';
}
