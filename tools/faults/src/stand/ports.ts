import { findFreePort } from '@pingvas/local-servers';

const OWNERS = ['postgres', 'redis', 'runtime', 'worker', 'generation', 'gallery'] as const;

/** Who listens where on the loopback interface, also after a restart. */
export type Ports = Record<(typeof OWNERS)[number], number>;

export const urlOf = (port: number): string => `http://127.0.0.1:${port}`;

export const findPorts = async (): Promise<Ports> => {
  const ports: Ports = { postgres: 0, redis: 0, runtime: 0, worker: 0, generation: 0, gallery: 0 };
  for (const owner of OWNERS) ports[owner] = await findFreePort(new Set(Object.values(ports)));
  return ports;
};
