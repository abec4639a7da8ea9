import { schedulerNames } from '../../src/graph/schedulers.ts';
import { isJson } from '../json.ts';

/** What flows over an edge. */
export type Kind =
  | 'model'
  | 'clip'
  | 'unet'
  | 'vae'
  | 'conditioning'
  | 'latents'
  | 'image'
  | 'metadata'
  | 'board'
  | 'mask'
  | 'other'
  | 'integer'
  | 'float'
  | 'string'
  | 'boolean'
  | 'scheduler';

/** A fault of one value in the words of the real server. */
interface Fault {
  type: string;
  msg: string;
  ctx?: Readonly<Record<string, unknown>>;
}

export interface Field {
  kind: Kind;
  default: unknown;
  /** The node fails at run time when neither an edge nor a value fills it. */
  required: boolean;
  check(value: unknown): Fault | undefined;
}

type Check = (value: unknown) => Fault | undefined;

const fine: Check = () => undefined;
const first =
  (...checks: readonly Check[]): Check =>
  (value) => {
    for (const check of checks) {
      const fault = check(value);
      if (fault) return fault;
    }
    return undefined;
  };

const integer: Check = (value) =>
  Number.isInteger(value) ? undefined : { type: 'int_type', msg: 'Input should be a valid integer' };
const number: Check = (value) =>
  typeof value === 'number' ? undefined : { type: 'float_type', msg: 'Input should be a valid number' };
const text: Check = (value) =>
  typeof value === 'string' ? undefined : { type: 'string_type', msg: 'Input should be a valid string' };
const truth: Check = (value) =>
  typeof value === 'boolean' ? undefined : { type: 'bool_type', msg: 'Input should be a valid boolean' };

const limit =
  (type: string, words: string, key: string, bound: number, holds: (value: number) => boolean): Check =>
  (value) =>
    typeof value !== 'number' || holds(value)
      ? undefined
      : { type, msg: `Input should be ${words} ${bound}`, ctx: { [key]: bound } };
const above = (bound: number): Check => limit('greater_than', 'greater than', 'gt', bound, (v) => v > bound);
const atLeast = (bound: number): Check =>
  limit('greater_than_equal', 'greater than or equal to', 'ge', bound, (v) => v >= bound);
const atMost = (bound: number): Check =>
  limit('less_than_equal', 'less than or equal to', 'le', bound, (v) => v <= bound);
const below = (bound: number): Check => limit('less_than', 'less than', 'lt', bound, (v) => v < bound);
const multipleOf = (bound: number): Check =>
  limit('multiple_of', 'a multiple of', 'multiple_of', bound, (v) => v % bound === 0);

const schedulers = `${schedulerNames
  .slice(0, -1)
  .map((name) => `'${name}'`)
  .join(', ')} or '${schedulerNames.at(-1)}'`;
const scheduler: Check = (value) =>
  typeof value === 'string' && schedulerNames.includes(value)
    ? undefined
    : { type: 'literal_error', msg: `Input should be ${schedulers}`, ctx: { expected: schedulers } };

const MODEL_MEMBERS = ['key', 'hash', 'name', 'base', 'type'];
const model: Check = (value) => {
  if (value === null) return undefined;
  const lacks = MODEL_MEMBERS.some((member) => !isJson(value) || typeof value[member] !== 'string');
  return lacks ? { type: 'missing', msg: 'Field required' } : undefined;
};

const field = (kind: Kind, fallback: unknown, check: Check = fine, required = false): Field => ({
  kind,
  default: fallback,
  check,
  required,
});

const connection = (kind: Kind): Field => field(kind, null, fine, true);
const optional = (kind: Kind): Field => field(kind, null);

/** Fields by the name they are used under in `node-types.ts`. */
export const fields = {
  connection,
  optional,
  model: field('model', null, model, true),
  prompt: field('string', '', text),
  pixels: (fallback: number) => field('integer', fallback, first(integer, above(0), multipleOf(8))),
  offset: field('integer', 0, integer),
  size: field('integer', 1024, integer),
  seed: field('integer', 0),
  steps: field('integer', 10, first(integer, above(0))),
  cfgScale: field('float', 7.5, (value) => (Array.isArray(value) ? undefined : first(number, atLeast(1))(value))),
  share: (fallback: number) => field('float', fallback, first(number, atLeast(0), atMost(1))),
  rescale: field('float', 0, first(number, atLeast(0), below(1))),
  scheduler: field('scheduler', 'euler', scheduler),
  flag: (fallback: boolean) => field('boolean', fallback, truth),
  count: field('integer', 0, first(integer, atLeast(0))),
};
