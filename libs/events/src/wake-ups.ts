import { onMessage, type Redis } from '@pingvas/redis';

const CHANNEL = 'events';

/**
 * Tells every replica that an account has new events: call it after the commit that wrote them. A hint: readers poll as well,
 * so a failure is the caller's to log, not to repeat.
 */
export const announceEvents = async (redis: Redis, userId: string): Promise<void> => {
  await redis.publish(CHANNEL, userId);
};

/** Calls `handle` with the account of each announcement. @returns ends the subscription */
export const onEventsAnnounced = (subscriber: Redis, handle: (userId: string) => void): Promise<() => void> =>
  onMessage(subscriber, CHANNEL, handle);
