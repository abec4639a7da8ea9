import { describe, expect, it } from 'vitest';
import { knownPorts, planPorts } from './plan.ts';

describe('ports', () => {
  it('are the known ones unless told otherwise', () => {
    expect(knownPorts({}).map(({ port }) => port)).toEqual([8080, 8001, 8002, 8003, 8004, 8005]);
    expect(knownPorts({ PORT_BASE: '18000', USER_SERVICE_PORT: '7' }).map(({ port }) => port)).toEqual([
      18080, 7, 18002, 18003, 18004, 18005,
    ]);
  });
  it('refuse what is no port', () => {
    expect(() => knownPorts({ GATEWAY_PORT: 'x' })).toThrow('GATEWAY_PORT must be a port number');
    expect(() => knownPorts({ PORT_BASE: '65500' })).toThrow('must be a port number');
  });
  it('are all different', async () => {
    const { gateway, services, runtimes, workers, ...rest } = await planPorts(knownPorts({}), 4);
    const all = [gateway, ...Object.values(services), ...runtimes, ...workers, ...Object.values(rest)];
    expect(new Set(all).size).toBe(1 + 5 + 4 + 4 + 5);
  });
});
