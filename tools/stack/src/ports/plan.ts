import { findFreePort } from '@pingvas/local-servers';

export const SERVICES = ['user', 'payment', 'generation', 'gallery', 'model'] as const;

export type ServiceName = (typeof SERVICES)[number];

export interface Ports {
  gateway: number;
  services: Record<ServiceName, number>;
  postgres: number;
  redis: number;
  s3: number;
  smtp: number;
  mail: number;
  /** One for each runtime simulator. */
  runtimes: number[];
  /** One for each worker's health checks. */
  workers: number[];
}

/** A port people know by heart, and the variable that changes it. */
export interface KnownPort {
  part: string;
  port: number;
  variable: string;
}

const DEFAULT_BASE = 8_000;
const GATEWAY_OFFSET = 80;

/** Gateway at PORT_BASE + 80, services at PORT_BASE + 1 to + 5, each to be moved alone by GATEWAY_PORT, USER_SERVICE_PORT … */
export const knownPorts = (env: NodeJS.ProcessEnv): KnownPort[] => {
  const base = portFrom(env, 'PORT_BASE', DEFAULT_BASE);
  const known = (part: string, offset: number): KnownPort => {
    const variable = `${part.toUpperCase().replaceAll('-', '_')}_PORT`;
    return { part, variable, port: portFrom(env, variable, base + offset) };
  };
  return [known('gateway', GATEWAY_OFFSET), ...SERVICES.map((name, at) => known(`${name}-service`, at + 1))];
};

const portFrom = (env: NodeJS.ProcessEnv, variable: string, otherwise: number): number => {
  const port = env[variable] === undefined ? otherwise : Number(env[variable]);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new Error(`${variable} must be a port number, 1 to 65535, not "${env[variable] ?? otherwise}".`);
};

/** The known ports and free ones for the rest. */
export const planPorts = async (known: readonly KnownPort[], workers: number): Promise<Ports> => {
  const portOf = (part: string): number => known.find((one) => one.part === part)?.port ?? 0;
  const [postgres = 0, redis = 0, s3 = 0, smtp = 0, mail = 0, ...rest] = await freePorts(5 + 2 * workers);
  return {
    gateway: portOf('gateway'),
    services: {
      user: portOf('user-service'),
      payment: portOf('payment-service'),
      generation: portOf('generation-service'),
      gallery: portOf('gallery-service'),
      model: portOf('model-service'),
    },
    ...{ postgres, redis, s3, smtp, mail },
    ...{ runtimes: rest.slice(0, workers), workers: rest.slice(workers) },
  };
};

/** Different ones: a port is free again as soon as it was looked at. */
const freePorts = async (count: number): Promise<number[]> => {
  const found = new Set<number>();
  while (found.size < count) found.add(await findFreePort(found));
  return [...found];
};
