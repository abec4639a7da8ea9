import { Value } from 'typebox/value';
import type { TSchema } from 'typebox';

/** One variable and what is wrong with it. Never holds the value: it may be a secret. */
export interface ConfigFault {
  variable: string;
  problem: string;
}

/** Every fault of a configuration at once, so that it is repaired in one go. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly faults: readonly ConfigFault[];

  constructor(faults: readonly ConfigFault[]) {
    super(
      ['The configuration is not usable:', ...faults.map((fault) => `  ${fault.variable}: ${fault.problem}`)].join(
        '\n',
      ),
    );
    this.faults = faults;
  }
}

type SchemaError = ReturnType<typeof Value.Errors>[number];

const firstWord = (instancePath: string): string => instancePath.split('/')[1] ?? '';

const missing = (error: SchemaError): ConfigFault[] =>
  error.keyword === 'required'
    ? error.params.requiredProperties.map((variable) => ({ variable, problem: 'is required' }))
    : [];

/**
 * What a schema has against a value, one fault per variable, in the order of the schema.
 * @returns an empty list when the value fits
 */
export function faultsOf(schema: TSchema, value: unknown): ConfigFault[] {
  const faults = new Map<string, ConfigFault>();
  for (const error of Value.Errors(schema, value)) {
    const variable = firstWord(error.instancePath);
    const found = variable === '' ? missing(error) : [{ variable, problem: problemOf(error) }];
    for (const fault of found) if (!faults.has(fault.variable)) faults.set(fault.variable, fault);
  }
  return [...faults.values()];
}

function problemOf(error: SchemaError): string {
  return error.keyword === 'enum' ? `must be one of ${error.params.allowedValues.join(', ')}` : error.message;
}
