import type { Redis } from 'ioredis';

/**
 * Listens to one channel of a subscriber connection.
 * @returns stops listening; the channel itself stays subscribed for others on the same connection
 */
export async function onMessage(
  subscriber: Redis,
  channel: string,
  handle: (message: string) => void,
): Promise<() => void> {
  const listener = (from: string, message: string): void => {
    if (from === channel) handle(message);
  };
  subscriber.on('message', listener);
  await subscriber.subscribe(channel);
  return () => void subscriber.off('message', listener);
}
