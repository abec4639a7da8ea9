import { Value } from 'typebox/value';
import type { Static, TObject, TProperties } from 'typebox';
import { coerce } from './coerce.ts';
import { crossFaults } from './cross-checks.ts';
import { ConfigError, faultsOf } from './fault.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the variables that the schema names; everything else in the environment is left alone. An empty variable counts
 * as not set, defaults are filled in, the result is frozen.
 * @throws ConfigError naming every fault by its variable, and never a value
 */
export function loadConfig<Properties extends TProperties>(
  schema: TObject<Properties>,
  env: Environment,
): Readonly<Static<TObject<Properties>>> {
  const config = Value.Default(schema, readVariables(schema.properties, env));
  const names = Object.keys(schema.properties);
  const faults = [...faultsOf(schema, config), ...(isRecord(config) ? crossFaults(names, config) : [])];
  if (faults.length > 0 || !Value.Check(schema, config)) throw new ConfigError(faults);
  return deepFreeze(config);
}

function readVariables(properties: TProperties, env: Environment): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [name, property] of Object.entries(properties)) {
    const text = env[name]?.trim();
    if (text !== undefined && text !== '') values[name] = coerce(property, text);
  }
  return values;
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

function deepFreeze<T>(value: T): T {
  if (isRecord(value)) for (const member of Object.values(value)) deepFreeze(member);
  return Object.freeze(value);
}
