import type { Redis } from '@pingvas/redis';

/** Ends a subscription. */
export type Unsubscribe = () => Promise<void>;

/**
 * Calls `handle` with each message of one channel. The connection must be of the subscriber role; it subscribes again by
 * itself after a reconnect, and what was published meanwhile is lost: a message is a hint, never the truth.
 */
export const subscribe = async (
  subscriber: Redis,
  channel: string,
  handle: (message: string) => void,
): Promise<Unsubscribe> => {
  const listener = (from: string, message: string): void => {
    if (from === channel) handle(message);
  };
  subscriber.on('message', listener);
  await subscriber.subscribe(channel);
  return async () => {
    subscriber.off('message', listener);
    if (!subscriber.listeners('message').length) await subscriber.unsubscribe(channel);
  };
};
