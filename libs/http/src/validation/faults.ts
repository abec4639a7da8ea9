import type { FieldError } from '@pingvas/errors';
import type { FastifySchemaValidationError as SchemaFault } from 'fastify';

const MAX_FAULTS = 20;

export type InputPart = 'body' | 'querystring' | 'headers' | 'params';

/**
 * Turns faults of a schema check into the `errors` of a Problem: one per place, with a JSON pointer into the body or
 * `query:name`, `header:name`. The value itself is never repeated.
 */
export function fieldErrors(faults: readonly SchemaFault[], part: InputPart): FieldError[] {
  const found = new Map<string, FieldError>();
  for (const fault of withoutNoise(faults)) {
    const pointer = pointerOf(fault, part);
    if (!found.has(pointer)) found.set(pointer, { pointer, ...explain(fault) });
  }
  return [...found.values()].slice(0, MAX_FAULTS);
}

/**
 * A failed union reports every branch. Faults deep inside a branch say most; if there are none, that nothing fits is all
 * there is to say.
 */
function withoutNoise(faults: readonly SchemaFault[]): SchemaFault[] {
  let kept = [...faults];
  for (const union of faults.filter(({ keyword }) => keyword === 'anyOf' || keyword === 'oneOf')) {
    const inside = kept.filter((fault) => fault !== union && fault.schemaPath.startsWith(`${union.schemaPath}/`));
    const deeper = inside.filter((fault) => placeOf(fault) !== union.instancePath);
    const dropped = new Set(deeper.length > 0 ? [union, ...inside.filter((fault) => !deeper.includes(fault))] : inside);
    kept = kept.filter((fault) => !dropped.has(fault));
  }
  return kept;
}

/** Where the fault is: for a missing or unknown member, that member. */
function placeOf({ instancePath, params }: SchemaFault): string {
  const member = params.missingProperty ?? params.additionalProperty;
  return typeof member === 'string' ? `${instancePath}/${escaped(member)}` : instancePath;
}

const escaped = (member: string): string => member.replaceAll('~', '~0').replaceAll('/', '~1');
const unescaped = (member: string): string => member.replaceAll('~1', '/').replaceAll('~0', '~');

function pointerOf(fault: SchemaFault, part: InputPart): string {
  const place = placeOf(fault);
  if (part === 'body') return place;
  const name = unescaped(place.split('/')[1] ?? '');
  return `${part === 'headers' ? 'header' : 'query'}:${name}`;
}

type Explanation = Omit<FieldError, 'pointer'>;

const listOf = (values: unknown): string =>
  Array.isArray(values) ? values.map(String).join(', ') : 'the allowed values';

/** The codes of `errors[].code` for schema faults. */
function explain({ keyword, params, message }: SchemaFault): Explanation {
  switch (keyword) {
    case 'required':
      return { code: 'REQUIRED', detail: 'is required' };
    case 'additionalProperties':
      return { code: 'UNKNOWN', detail: 'is not known here' };
    case 'type':
      return { code: 'TYPE', detail: `must be ${String(params.type)}` };
    case 'enum':
      return { code: 'NOT_ALLOWED', detail: `must be one of ${listOf(params.allowedValues)}` };
    case 'const':
    case 'anyOf':
    case 'oneOf':
      return { code: 'NOT_ALLOWED', detail: 'is none of the allowed values' };
    case 'pattern':
    case 'format':
      return { code: 'FORMAT', detail: 'does not have the right form' };
    case 'minLength':
    case 'maxLength':
    case 'minItems':
    case 'maxItems':
    case 'minProperties':
    case 'maxProperties':
      return { code: 'LENGTH', detail: message ?? 'has the wrong length' };
    case 'minimum':
    case 'maximum':
    case 'exclusiveMinimum':
    case 'exclusiveMaximum':
    case 'multipleOf':
      return { code: 'OUT_OF_RANGE', detail: message ?? 'is out of range' };
    default:
      return { code: 'INVALID', detail: message ?? 'is not valid' };
  }
}
