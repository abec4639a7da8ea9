import { expect, test } from 'vitest';
import { optionsFor } from './options.ts';

const sentinel = {
  REDIS_SENTINELS: ['a:26379', 'b:26380'],
  REDIS_MASTER_NAME: 'pingvas',
  REDIS_PASSWORD: 'one',
  REDIS_SENTINEL_PASSWORD: 'two',
  REDIS_TLS: false,
};

test('sentinels, their master and both passwords are used', () => {
  expect(optionsFor('producer', sentinel)).toMatchObject({
    sentinels: [
      { host: 'a', port: 26379 },
      { host: 'b', port: 26380 },
    ],
    name: 'pingvas',
    password: 'one',
    sentinelPassword: 'two',
  });
  expect(optionsFor('producer', sentinel)).not.toHaveProperty('tls');
  expect(optionsFor('worker', { ...sentinel, REDIS_TLS: true })).toMatchObject({
    tls: {},
    enableTLSForSentinelMode: true,
  });
});

test('no role ever gives up reconnecting, and none uses the fail-over detector', () => {
  for (const role of ['producer', 'worker', 'subscriber'] as const) {
    const options = optionsFor(role, sentinel);
    expect([options.retryStrategy?.(1_000), options.sentinelRetryStrategy?.(1_000)]).toEqual([1000, 1000]);
    expect(options.failoverDetector).toBeUndefined();
  }
});

test('a primary that refuses writes is left and the command sent again; other errors are the caller’s', () => {
  const { reconnectOnError } = optionsFor('producer', sentinel);
  expect(reconnectOnError?.(new Error('READONLY You can not write'))).toBe(2);
  expect(reconnectOnError?.(new Error('NOREPLICAS Not enough good replicas'))).toBe(2);
  expect(reconnectOnError?.(new Error('WRONGTYPE'))).toBe(false);
});
