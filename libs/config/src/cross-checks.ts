import type { ConfigFault } from './fault.ts';

interface CrossCheck {
  /** The check applies to a schema that has all of these. */
  variables: readonly string[];
  faults: (config: Readonly<Record<string, unknown>>) => ConfigFault[];
}

const oneRedis: CrossCheck = {
  variables: ['REDIS_URL', 'REDIS_SENTINELS'],
  faults: ({ REDIS_URL, REDIS_SENTINELS }) =>
    (REDIS_URL === undefined) === (REDIS_SENTINELS === undefined)
      ? [{ variable: 'REDIS_URL', problem: 'give either REDIS_URL or REDIS_SENTINELS' }]
      : [],
};

const CROSS_CHECKS: readonly CrossCheck[] = [oneRedis];

/** Faults that lie between variables, for the shared fragments that a schema includes. */
export function crossFaults(names: readonly string[], config: Readonly<Record<string, unknown>>): ConfigFault[] {
  const applying = CROSS_CHECKS.filter((check) => check.variables.every((variable) => names.includes(variable)));
  return applying.flatMap((check) => check.faults(config));
}
