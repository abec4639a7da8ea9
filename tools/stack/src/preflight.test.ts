import { createServer } from 'node:net';
import { findFreePort } from '@pingvas/local-servers';
import { describe, expect, it } from 'vitest';
import { demandDisk, demandPorts, demandRuntimes } from './preflight.ts';

describe('preflight', () => {
  it('says which port is taken, by whom, and how to take another', async () => {
    const port = await findFreePort();
    const holder = createServer().listen(port, '127.0.0.1');
    await new Promise((resolve) => holder.once('listening', resolve));
    const known = [{ part: 'gateway', port, variable: 'GATEWAY_PORT' }];
    await expect(demandPorts(known)).rejects.toThrow(
      new RegExp(
        `Port ${port}, meant for the gateway, is in use by process ${process.pid} .*GATEWAY_PORT=.*PORT_BASE=`,
      ),
    );
    await new Promise((resolve) => holder.close(resolve));
    await expect(demandPorts(known)).resolves.toBeUndefined();
  });
  it('says how much disk is left and how much is needed', () => {
    expect(() => demandDisk('/', 1_200_000_000)).toThrow('/ has 1.2 GB left and the stack needs 2 GB');
    expect(() => demandDisk('/', 2_000_000_000)).not.toThrow();
  });
  it('says that a runtime does not answer, and that each worker needs one', async () => {
    const url = `http://127.0.0.1:${await findFreePort()}`;
    await expect(demandRuntimes([url], 1)).rejects.toThrow(`No InvokeAI answers at ${url}`);
    await expect(demandRuntimes([url], 2)).rejects.toThrow('--workers 2 needs 2 runtimes, and INVOKEAI_URL names 1');
    await expect(demandRuntimes([], 5)).resolves.toBeUndefined();
  });
});
