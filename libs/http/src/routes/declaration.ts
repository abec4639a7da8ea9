import type { RateClass } from '../rate-limit/classes.ts';

/** Scopes of API keys (API contract 1.2); `write` does not include `read`. */
export const SCOPES = [
  'generation:read',
  'generation:write',
  'gallery:read',
  'gallery:write',
  'models:read',
  'models:write',
  'credits:read',
  'webhooks:write',
  'profile:read',
] as const;
export type Scope = (typeof SCOPES)[number];

/**
 * Who may call, in the letters of the API contract: P public, P+ public with more for a credential, U signed-in user,
 * K user or API key with the scope, M moderator or admin, A admin, S signed by a provider, T ticket.
 */
export type Auth = 'P' | 'P+' | 'U' | 'K' | 'M' | 'A' | 'S' | 'T';

export interface Access {
  auth: Auth;
  /** K: what an API key needs. P+: without it a key counts as no credential. */
  scope?: Scope;
  /** A verified e-mail address is needed. */
  verified?: boolean;
  /** A ticket in the query does as well as a credential (streams). */
  ticket?: boolean;
  /** Works in the 30 days before an account is deleted. */
  duringDeletion?: boolean;
}

export interface RouteRules {
  access: Access;
  rateClass: RateClass;
  /** I: Idempotency-Key is honoured; N: naturally repeatable; -: neither. GET rows are N when they do not say. */
  idempotent?: 'I' | 'N' | '-';
  /** Other paths of the same row, `'/path'` or `'METHOD /path'`; left out of OpenAPI. */
  aliases?: readonly string[];
  /** Answers of a GET carry an ETag, and `If-None-Match` gets 304. */
  etag?: boolean;
  /** Anonymous answers may be kept by anyone for so long; everything else is `private, no-store`. */
  publicForSeconds?: number;
}

type Rest = Partial<Omit<RouteRules, 'access'>>;
type AccessRest = Omit<Access, 'auth' | 'scope'>;

const rules = (access: Access, rateClass: RateClass, rest: Rest): RouteRules => ({ rateClass, ...rest, access });

/** Seconds for which models, samplers, styles, plans, packages and announcements may be kept. */
const CATALOGUE_SECONDS = 60;
const CATALOGUE = { etag: true, publicForSeconds: CATALOGUE_SECONDS, idempotent: 'N' } as const;

/** P: nobody needs to be signed in, and a credential changes nothing. */
export const publicRow = (rest: Rest & { rateClass: RateClass }): RouteRules =>
  rules({ auth: 'P' }, rest.rateClass, rest);

/** P, for a GET of a catalogue: ETag, and public for a minute. */
export const catalogueRow = (rest: Rest = {}): RouteRules => rules({ auth: 'P' }, 'public', { ...CATALOGUE, ...rest });

/** P+, for a GET of a catalogue that shows its caller more. */
export const personalCatalogueRow = (scope: Scope, rest: Rest = {}): RouteRules =>
  rules({ auth: 'P+', scope }, 'public', { ...CATALOGUE, ...rest });

/** P+: anyone; a credential shows or allows more. */
export const openRow = (scope: Scope, rest: Rest = {}): RouteRules => rules({ auth: 'P+', scope }, 'public', rest);

/** U: a signed-in user, no API key. */
export const userRow = ({ verified, ticket, duringDeletion, ...rest }: Rest & AccessRest = {}): RouteRules =>
  rules(accessOf({ auth: 'U' }, { verified, ticket, duringDeletion }), 'api', rest);

/** K: a signed-in user, or an API key with this scope. */
export const keyRow = (
  scope: Scope,
  { verified, ticket, duringDeletion, ...rest }: Rest & AccessRest = {},
): RouteRules => rules(accessOf({ auth: 'K', scope }, { verified, ticket, duringDeletion }), 'api', rest);

export const moderatorRow = (rest: Rest = {}): RouteRules => rules({ auth: 'M' }, 'admin', rest);
export const adminRow = (rest: Rest = {}): RouteRules => rules({ auth: 'A' }, 'admin', rest);

/** S: the body carries a provider's signature, which the handler checks over the raw bytes. */
export const signedRow = (rest: Rest = {}): RouteRules => rules({ auth: 'S' }, 'hook', { idempotent: 'N', ...rest });

/** T: only a ticket opens it. */
export const ticketRow = (rest: Rest = {}): RouteRules =>
  rules({ auth: 'T', ticket: true }, 'api', { idempotent: '-', ...rest });

type Flags = { [Name in keyof AccessRest]?: AccessRest[Name] | undefined };

const accessOf = (access: Access, { verified, ticket, duringDeletion }: Flags): Access => ({
  ...access,
  ...(verified !== undefined && { verified }),
  ...(ticket !== undefined && { ticket }),
  ...(duringDeletion !== undefined && { duringDeletion }),
});

declare module 'fastify' {
  interface FastifyContextConfig extends Partial<RouteRules> {
    /** By the rule of the API contract 1.1; made, never typed. */
    operationId?: string;
    /** The same row under another path. */
    alias?: boolean;
  }
}
