import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isListening } from '../net/is-listening.ts';
import { scratchDir } from '../process/scratch-dir.ts';
import { dataDirOf } from './test/data-dir-of.ts';
import { startPostgres } from './start-postgres.ts';

describe('startPostgres', () => {
  it('takes connections, and leaves neither process nor folder after the stop', async () => {
    const postgres = await startPostgres({ fast: true });
    const dataDir = dataDirOf(postgres.pid);
    expect(await isListening(postgres.port)).toBe(true);
    await postgres.stop();
    expect(await isListening(postgres.port)).toBe(false);
    expect(existsSync(dirname(dataDir))).toBe(false);
  });
  it('comes back on the same folder and port after a SIGKILL', async () => {
    const { path, remove } = scratchDir('postgres-test');
    const dataDir = `${path}/inner/data`;
    const first = await startPostgres({ dataDir });
    const real = dataDirOf(first.pid);
    process.kill(first.pid, 'SIGKILL');
    await first.exited;
    const second = await startPostgres({ dataDir, port: first.port });
    expect([second.port, dataDirOf(second.pid)]).toEqual([first.port, real]);
    await second.stop();
    remove();
  });
  it('ends the instance that an earlier run left on the folder', async () => {
    const { path, remove } = scratchDir('postgres-test');
    const first = await startPostgres({ dataDir: `${path}/data`, fast: true });
    const second = await startPostgres({ dataDir: `${path}/data`, fast: true });
    expect((await first.exited).code).toBe(0);
    await second.stop();
    remove();
  });
  it('says why it did not start', async () => {
    const first = await startPostgres({ fast: true });
    await expect(startPostgres({ fast: true, port: first.port })).rejects.toThrow(/Its last words:\n.*in use/s);
    await first.stop();
  });
});
