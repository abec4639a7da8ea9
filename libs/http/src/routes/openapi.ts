import type { FastifySchema, RouteOptions } from 'fastify';
import { closedSchema } from '../validation/closed-schema.ts';
import type { Access } from './declaration.ts';

type Requirement = Record<string, readonly string[]>;

/** Which credentials open a row, in the terms of OpenAPI: any one of the list does. */
function securityOf({ auth, scope, ticket }: Access): Requirement[] {
  const byTicket: Requirement[] = ticket === true ? [{ ticket: [] }] : [];
  const byKey: Requirement[] = scope === undefined ? [] : [{ api_key: [scope] }];
  switch (auth) {
    case 'P':
      return [];
    case 'P+':
      return [{}, { user: [] }, ...byKey];
    case 'U':
    case 'K':
      return [{ user: [] }, ...byKey, ...byTicket];
    case 'M':
      return [{ user: ['moderator'] }, { user: ['admin'] }];
    case 'A':
      return [{ user: ['admin'] }];
    case 'S':
      return [{ signature: [] }];
    case 'T':
      return byTicket;
  }
}

const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: { $ref: 'Problem#' } } },
});
const PROBLEMS = { '4xx': problem('Refused; the code says why'), '5xx': problem('Failed on our side') };

interface Described {
  schema: FastifySchema;
  url: string;
}

/** One row as OpenAPI shows it: what it declares becomes operation id, security, rate class and problem answers. */
export function describeOperation({ schema, url, route }: Described & { route: RouteOptions }): Described {
  const { access, rateClass, idempotent = 'N', operationId, alias } = route.config ?? {};
  if (access === undefined || alias === true) return { schema: { ...schema, hide: true }, url };
  const operation = {
    ...schema,
    ...describedInputs(schema),
    ...(operationId !== undefined && { operationId }),
    security: securityOf(access),
    response: { ...answersOf(schema), ...PROBLEMS },
    'x-rate-limit-class': rateClass,
    'x-idempotent': idempotent,
  };
  return { schema: operation, url };
}

const answersOf = ({ response }: FastifySchema): object =>
  typeof response === 'object' && response !== null ? response : {};

/** Inputs are shown as they are checked: closed, lists in a query comma-separated, and what has a default may be left out. */
function describedInputs(schema: FastifySchema): FastifySchema {
  const { body, querystring } = schema;
  return {
    ...(body !== undefined && { body: withoutDefaulted(closedSchema(body)) }),
    ...(querystring !== undefined && {
      querystring: { ...withoutDefaulted(closedSchema(querystring)), explode: false },
    }),
  };
}

type Json = Record<string, unknown>;
const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

function withoutDefaulted(schema: Json): Json {
  const { properties, required } = schema;
  if (!isJson(properties)) return schema;
  const shown = Object.entries(properties).map(([name, member]) => [
    name,
    isJson(member) ? withoutDefaulted(member) : member,
  ]);
  const names = (Array.isArray(required) ? required : []).filter((name) => !hasDefault(properties[String(name)]));
  return { ...schema, properties: Object.fromEntries(shown), required: names };
}

const hasDefault = (member: unknown): boolean => isJson(member) && 'default' in member;
