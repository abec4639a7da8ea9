import { spawn } from 'node:child_process';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scratchDir } from '@pingvas/local-servers';
import { afterAll, describe, expect, it } from 'vitest';
import { lock } from './lock.ts';
import { readSecrets } from './secrets.ts';
import { cleanStackDir, openStackDir } from './stack-dir.ts';

const { path, remove } = scratchDir('state');
afterAll(remove);

describe('secrets', () => {
  it('are made once, and only their owner may read them', () => {
    const file = join(path, 'secrets.json');
    const made = readSecrets(file);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readSecrets(file)).toEqual(made);
    expect(readSecrets(join(path, 'others.json')).postgresPassword).not.toBe(made.postgresPassword);
    expect(Buffer.from(made.quoteSecret, 'base64')).toHaveLength(32);
    expect(JSON.parse(made.jwtSigningKeys)).toMatchObject([
      { kty: 'OKP', crv: 'Ed25519', kid: expect.any(String) as string },
    ]);
  });
});

describe('lock', () => {
  it('lets one supervisor into a folder', () => {
    const file = join(path, 'supervisor.pid');
    const other = spawn(process.execPath, ['-e', 'setInterval(() => 0, 1000)', 'stack']);
    writeFileSync(file, String(other.pid));
    expect(() => lock(file)).toThrow(`Another stack runs from this folder already (process ${other.pid})`);
    other.kill('SIGKILL');
  });
  it('does not mind the file of one that was killed', () => {
    const file = join(path, 'left.pid');
    writeFileSync(file, '999999999');
    const release = lock(file);
    expect(readFileSync(file, 'utf8')).toBe(String(process.pid));
    release();
    expect(existsSync(file)).toBe(false);
  });
});

describe('stack folder', () => {
  it('starts clean, unless the data is to be kept', () => {
    const dir = openStackDir(join(path, 'dir'));
    writeFileSync(join(dir.data, 'a'), '');
    writeFileSync(dir.logFile('gateway'), '');
    cleanStackDir(dir, { keepData: true });
    expect([existsSync(join(dir.data, 'a')), existsSync(dir.logFile('gateway'))]).toEqual([true, false]);
    cleanStackDir(dir, { keepData: false });
    expect(existsSync(join(dir.data, 'a'))).toBe(false);
  });
});
