import { validationError } from '@pingvas/errors';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Before the schema check: a row without a body schema takes none (or an empty object), and a body whose members are all
 * optional may be left out.
 * @throws AppError VALIDATION_ERROR naming the members of a body that was not asked for
 */
export function settleBody(request: FastifyRequest): void {
  const schema = request.routeOptions.schema?.body;
  if (schema === undefined) refuseBody(request.body);
  else if (request.body === undefined && isOptional(schema)) request.body = {};
}

function refuseBody(body: unknown): void {
  if (body === undefined || body === null) return;
  const names = isRecord(body) ? Object.keys(body).map((name) => `/${name}`) : [''];
  if (names.length === 0) return;
  throw validationError(
    ...names.slice(0, 20).map((pointer) => ({ pointer, code: 'UNKNOWN', detail: 'is not known here' })),
  );
}

function isOptional(schema: unknown): boolean {
  if (!isRecord(schema) || !Type.IsObject(schema)) return false;
  const required: unknown[] = Array.isArray(schema.required) ? schema.required : [];
  return required.every((name) => typeof name === 'string' && 'default' in (schema.properties[name] ?? {}));
}
