import type { FastifySchemaValidationError, FastifySerializerCompiler } from 'fastify';
import type { TSchema } from 'typebox';
import { createCompiler } from './ajv.ts';

/** An answer that does not fit its own schema: a bug of ours, told with places only, for values may be private. */
class AnswerMismatch extends Error {
  override readonly name = 'AnswerMismatch';

  constructor(faults: readonly FastifySchemaValidationError[]) {
    const places = faults.map(({ instancePath, message, params }) => {
      const member = params.additionalProperty ?? params.missingProperty;
      return `${instancePath || '/'} ${message ?? ''}${typeof member === 'string' ? ` (${member})` : ''}`;
    });
    super(`The answer does not fit its schema: ${places.join('; ')}`);
  }
}

/**
 * Writes answers as JSON exactly as they are. Nothing is dropped, rounded or converted on the way: what does not fit the schema
 * fails loudly instead of reaching clients in another shape (or with a member that nobody meant to show).
 */
export function createOutputCompiler(): FastifySerializerCompiler<TSchema> {
  const compile = createCompiler({ coerce: false, defaults: false });
  return ({ schema }) => {
    const validate = compile(schema);
    return (data: unknown) => {
      if (validate(data) !== true) throw new AnswerMismatch(validate.errors ?? []);
      return JSON.stringify(data);
    };
  };
}
