import { join } from 'node:path';
import { scratchDir } from '@pingvas/local-servers';
import { afterAll, describe, expect, it } from 'vitest';
import { environmentOf } from './environment.ts';
import { knownPorts, planPorts, SERVICES } from './ports/plan.ts';
import { settingsOf } from './run/settings.ts';
import { readSecrets } from './state/secrets.ts';
import { openStackDir } from './state/stack-dir.ts';

const { path, remove } = scratchDir('environment');
afterAll(remove);

const secrets = readSecrets(join(path, 'secrets.json'));
const ports = await planPorts(knownPorts({}), 2);
const servers = { postgresUrl: 'postgres://postgres:root@127.0.0.1:1/postgres', redisUrl: 'redis://127.0.0.1:2' };
const settings = (outer: NodeJS.ProcessEnv) => settingsOf(outer, { ports, secrets, servers, dir: openStackDir(path) });
const holders = (secret: string): string[] =>
  SERVICES.filter((name) => Object.values(environmentOf.service(settings({}), name)).includes(secret));

describe('environment of the parts', () => {
  it('gives each service its own role, and none the superuser', () => {
    for (const name of SERVICES) {
      const { DATABASE_URL = '' } = environmentOf.service(settings({}), name);
      expect(DATABASE_URL).toBe(`postgres://dev_${name}:${secrets.rolePasswords[name]}@127.0.0.1:1/pingvas`);
    }
    expect(environmentOf.worker(settings({}), 0)).not.toHaveProperty('DATABASE_URL');
  });
  it('gives a secret only to those who need it', () => {
    expect(holders(secrets.jwtSigningKeys)).toEqual(['user']);
    expect(holders(secrets.quoteSecret)).toEqual(['generation']);
    expect(holders(secrets.s3SecretAccessKey)).toEqual(['generation', 'gallery']);
    expect(holders(secrets.adminPassword)).toEqual([]);
  });
  it('hands the outer environment down, but not over what makes the stack one', () => {
    const outer = {
      RATE_LIMIT_MULTIPLIER: '100',
      WEBHOOK_ALLOW_LOOPBACK: 'false',
      PORT: '1',
      DATABASE_URL: 'x',
      ANY: 'y',
    };
    const { RATE_LIMIT_MULTIPLIER, WEBHOOK_ALLOW_LOOPBACK, PORT, DATABASE_URL, ANY } = environmentOf.service(
      settings(outer),
      'model',
    );
    expect([RATE_LIMIT_MULTIPLIER, WEBHOOK_ALLOW_LOOPBACK, PORT, ANY]).toEqual(['100', 'false', '8005', 'y']);
    expect(DATABASE_URL).toContain('dev_model');
  });
  it('gives each worker a runtime of its own, simulated or real', () => {
    const simulated = [0, 1].map((at) => environmentOf.worker(settings({}), at)['INVOKEAI_URL']);
    expect(simulated).toEqual(ports.runtimes.map((port) => `http://127.0.0.1:${port}`));
    const real = settings({ INVOKEAI_URL: 'http://gpu-a:9090/, http://gpu-b:9090' });
    expect([0, 1].map((at) => environmentOf.worker(real, at)['INVOKEAI_URL'])).toEqual([
      'http://gpu-a:9090',
      'http://gpu-b:9090',
    ]);
  });
});
