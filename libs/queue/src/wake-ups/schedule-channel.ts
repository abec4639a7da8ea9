import type { Redis } from '@pingvas/redis';
import { channels } from '../keys.ts';

const PREFIX = channels.schedule('');

/** Tells the schedulers that something of this GPU class may be leased now. */
export const publishSchedule = async (redis: Redis, gpuClass: string): Promise<void> => {
  await redis.publish(channels.schedule(gpuClass), '');
};

/** Calls `handle` with the GPU class of each wake-up. A wake-up may be lost, so a scheduler polls as well. */
export const subscribeSchedule = async (subscriber: Redis, handle: (gpuClass: string) => void): Promise<() => void> => {
  const pattern = `${PREFIX}*`;
  const listener = (from: string, channel: string): void => {
    if (from === pattern) handle(channel.slice(PREFIX.length));
  };
  subscriber.on('pmessage', listener);
  await subscriber.psubscribe(pattern);
  return () => void subscriber.off('pmessage', listener);
};
