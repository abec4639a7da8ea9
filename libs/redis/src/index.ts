export type { Redis } from 'ioredis';
export { createProducer, createSubscriber, createWorkerConnection } from './connect.ts';
export { onMessage } from './messages.ts';
export { defineScript, type RedisScript } from './script.ts';
export { assertUsable, closeAll, whenReady } from './state.ts';
