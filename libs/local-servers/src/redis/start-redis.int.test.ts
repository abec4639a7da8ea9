import { describe, expect, it } from 'vitest';
import { findFreePort } from '../net/find-free-port.ts';
import { isListening } from '../net/is-listening.ts';
import { scratchDir } from '../process/scratch-dir.ts';
import { command } from './test/command.ts';
import { startRedis } from './start-redis.ts';

describe('startRedis', () => {
  it('evicts nothing and is gone after the stop', async () => {
    const redis = await startRedis();
    expect(await command(redis.port, 'CONFIG GET maxmemory-policy')).toContain('noeviction');
    await redis.stop();
    expect(await isListening(redis.port)).toBe(false);
  });
  it('keeps acknowledged data in its folder over a kill', async () => {
    const { path: dir, remove } = scratchDir('redis-test');
    const first = await startRedis({ dir });
    await command(first.port, 'CONFIG SET appendfsync always');
    await command(first.port, 'SET kept yes');
    process.kill(first.pid, 'SIGKILL');
    await first.exited;
    const second = await startRedis({ dir });
    expect(await command(second.port, 'GET kept')).toContain('yes');
    await second.stop();
    remove();
  });
  it('does not take another Redis on its port for its own', async () => {
    const port = await findFreePort();
    const first = await startRedis({ port });
    await expect(startRedis({ port })).rejects.toThrow(`did not start on port ${port}`);
    await first.stop();
  });
});
