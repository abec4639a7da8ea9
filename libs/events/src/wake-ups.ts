import { onMessage, type Redis } from '@pingvas/redis';

const CHANNEL = 'events';

/**
 * Tells every replica that accounts have new events: call it after the commit that wrote them. A hint: readers poll as well,
 * so a failure is the caller's to log, not to repeat.
 */
export const announceEvents = async (redis: Redis, userIds: readonly string[]): Promise<void> => {
  await redis.publish(CHANNEL, userIds.join(','));
};

/** Calls `handle` with the account of each announcement. @returns ends the subscription */
export const onEventsAnnounced = (subscriber: Redis, handle: (userId: string) => void): Promise<() => void> =>
  onMessage(subscriber, CHANNEL, (message) => message.split(',').forEach(handle));
