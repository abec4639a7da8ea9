import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { createLogger } from '@pingvas/logger';
import { testRedis } from '@pingvas/testing';
import { afterAll, expect, test } from 'vitest';
import {
  assertUsable,
  closeAll,
  createProducer,
  createSubscriber,
  createWorkerConnection,
  defineScript,
  onMessage,
  whenReady,
  type Redis,
} from './index.ts';

const logger = createLogger({ name: 'test', level: 'silent' });
const configOf = (url: string) => ({ REDIS_URL: url, REDIS_MASTER_NAME: 'pingvas', REDIS_TLS: false });
const config = configOf(await testRedis());
const open: Redis[] = [];
const opened = (redis: Redis): Redis => {
  open.push(redis);
  return redis;
};
afterAll(() => closeAll(open));

test('every role reaches the server and is usable', async () => {
  for (const create of [createProducer, createWorkerConnection, createSubscriber]) {
    const redis = opened(create(config, logger));
    await whenReady(redis, 5000);
    await assertUsable(redis);
  }
});

test('a producer refuses at once while Redis is away, and says so when waited for', async () => {
  const redis = opened(createProducer(configOf('redis://127.0.0.1:1'), logger));
  await expect(redis.set('key', 'value')).rejects.toThrow();
  await expect(whenReady(redis, 50)).rejects.toThrow('not ready');
});

/** A way to the server that can freeze: connections stay open and nothing passes any more. */
async function freezable(): Promise<{ url: string; freeze: () => void; close: () => void }> {
  const target = new URL(config.REDIS_URL);
  const sockets: Socket[] = [];
  const server = createServer((near) => {
    const far = connect({ host: target.hostname, port: Number(target.port) });
    sockets.push(near, far);
    near.pipe(far).pipe(near);
    for (const socket of [near, far]) socket.on('error', () => undefined);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `redis://127.0.0.1:${address.port}`,
    freeze: () => sockets.forEach((socket) => void socket.unpipe().pause()),
    close: () => {
      server.close();
      sockets.forEach((socket) => socket.destroy());
    },
  };
}

test('a frozen server does not hold a command for ever', async () => {
  const proxy = await freezable();
  const redis = opened(createProducer(configOf(proxy.url), logger));
  await whenReady(redis, 5000);
  expect(await redis.ping()).toBe('PONG');
  proxy.freeze();
  await expect(redis.ping()).rejects.toThrow('timed out');
  await closeAll([redis]);
  proxy.close();
});

test('a script runs on a server that never saw it, and again by its digest', async () => {
  const redis = opened(createProducer(config, logger));
  await whenReady(redis, 5000);
  const add = defineScript("return redis.call('INCRBY', KEYS[1], ARGV[1])");
  await redis.script('FLUSH');
  expect([await add(redis, ['counter'], [2]), await add(redis, ['counter'], [3])]).toEqual([2, 5]);
  await expect(defineScript('return redis.call("NOSUCH")')(redis, [], [])).rejects.toThrow();
});

test('a message reaches those who listen to its channel, and only them', async () => {
  const [subscriber, producer] = [opened(createSubscriber(config, logger)), opened(createProducer(config, logger))];
  await whenReady(producer, 5000);
  const seen: string[] = [];
  const channel = `test-${process.pid}`;
  const stop = await onMessage(subscriber, channel, (message) => seen.push(message));
  await onMessage(subscriber, `${channel}-other`, (message) => seen.push(`other ${message}`));
  await producer.publish(channel, 'hello');
  await expect.poll(() => seen).toEqual(['hello']);
  stop();
  await producer.publish(channel, 'unheard');
  await producer.publish(`${channel}-other`, 'last');
  await expect.poll(() => seen).toEqual(['hello', 'other last']);
});

test('closing ends connections that work and those that never did, and lets nothing reconnect', async () => {
  const working = createProducer(config, logger);
  const hopeless = createProducer(configOf('redis://127.0.0.1:1'), logger);
  await whenReady(working, 5000);
  await expect.poll(() => hopeless.status).toBe('reconnecting');
  await closeAll([working, hopeless]);
  await expect(Promise.allSettled([working.ping(), hopeless.ping()])).resolves.toMatchObject([
    { status: 'rejected' },
    { status: 'rejected' },
  ]);
  expect(working.status).toBe('end');
});
