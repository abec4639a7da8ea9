import { createLogger } from '@pingvas/logger';
import { closeAll, createProducer, createSubscriber, createWorkerConnection, whenReady } from '@pingvas/redis';

export const logger = createLogger({ name: 'queue-test', level: 'silent' });

/** One connection of each role to the server at `url`, ready for use. */
export const connect = async (url: string) => {
  const config = { REDIS_URL: url, REDIS_MASTER_NAME: 'pingvas', REDIS_TLS: false };
  const producer = createProducer(config, logger);
  const worker = createWorkerConnection(config, logger);
  const subscriber = createSubscriber(config, logger);
  const all = [producer, worker, subscriber];
  await Promise.all(all.map((connection) => whenReady(connection, 5_000)));
  return { producer, worker, subscriber, close: () => closeAll(all) };
};
