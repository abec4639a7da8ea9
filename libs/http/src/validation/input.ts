import type { FastifySchemaCompiler, FastifySchemaValidationError } from 'fastify';
import { Type, type TSchema } from 'typebox';
import { createCompiler, type Validate } from './ajv.ts';
import { unstorableText } from './text.ts';

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/**
 * Checks what callers send: unknown members are faults, only text of query and path is read as numbers and booleans, lists in
 * a query are comma-separated, defaults are filled in, text must be text.
 */
export function createInputCompiler(): FastifySchemaCompiler<TSchema> {
  const strict = createCompiler({ coerce: false, defaults: true });
  const fromText = createCompiler({ coerce: true, defaults: true });
  return ({ schema, httpPart }) => {
    const validate = httpPart === 'body' || httpPart === 'headers' ? strict(schema) : fromText(schema);
    return httpPart === 'querystring' ? checking(validate, listsOf(schema)) : checking(validate, []);
  };
}

function checking(validate: Validate, lists: readonly string[]): Validate {
  const check: Validate = (data) => {
    if (isRecord(data)) splitEach(data, lists);
    const place = unstorableText(data);
    const valid = place === undefined && validate(data);
    check.errors = place === undefined ? (validate.errors ?? null) : [notText(place)];
    return valid;
  };
  return check;
}

const notText = (instancePath: string): FastifySchemaValidationError => ({
  keyword: 'format',
  instancePath,
  schemaPath: '#/format',
  params: { format: 'text' },
});

const listsOf = (schema: TSchema): string[] =>
  Type.IsObject(schema) ? Object.keys(schema.properties).filter((name) => Type.IsArray(schema.properties[name])) : [];

function splitEach(query: Record<string, unknown>, names: readonly string[]): void {
  for (const name of names) {
    const value = query[name];
    if (typeof value === 'string') query[name] = value.split(',');
  }
}
