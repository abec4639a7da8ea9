import { AjvCompiler } from '@fastify/ajv-compiler';
import type { FastifySchemaValidationError } from 'fastify';
import { closedSchema } from './closed-schema.ts';

/** A compiled schema; after a refusal `errors` says why. */
export interface Validate {
  (data: unknown): boolean;
  errors?: FastifySchemaValidationError[] | null;
}

/** Words in our schemas that describe and check nothing. */
const ANNOTATIONS = ['style', 'explode', 'example'];
/** Above it a body is told its first fault only: a list of hundreds of thousands would cost more than it helps. */
const MAX_LENGTH_FOR_ALL_FAULTS = 16_384;

interface CompilerOptions {
  /** Text becomes the number or boolean that the schema wants (query and path). */
  coerce: boolean;
  /** Absent members get their default. */
  defaults: boolean;
}

/** Compiles schemas, closed: unknown members are faults. */
export function createCompiler(options: CompilerOptions): (schema: unknown) => Validate {
  const [first, all] = [ajvWith(options, false), ajvWith(options, true)];
  return (schema) => {
    const closed = { schema: closedSchema(schema) };
    const [quick, thorough] = [first(closed), all(closed)];
    const validate: Validate = (data) => {
      const valid = quick(data) === true;
      validate.errors = null;
      if (!valid)
        validate.errors = isLong(data) || thorough(data) === true ? (quick.errors ?? []) : (thorough.errors ?? []);
      return valid;
    };
    return validate;
  };
}

const ajvWith = ({ coerce, defaults }: CompilerOptions, allErrors: boolean) =>
  AjvCompiler()(
    {},
    {
      customOptions: {
        coerceTypes: coerce,
        useDefaults: defaults,
        removeAdditional: false,
        allErrors,
        strictTypes: false,
        keywords: ANNOTATIONS,
      },
    },
  );

const isLong = (data: unknown): boolean => (JSON.stringify(data) ?? '').length > MAX_LENGTH_FOR_ALL_FAULTS;
