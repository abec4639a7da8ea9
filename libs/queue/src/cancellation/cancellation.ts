import { onMessage, type Redis } from '@pingvas/redis';
import { channels, keys } from '../keys.ts';

const CANCEL_TTL_SECONDS = 3_600;

/** Marks a lease as cancelled for an hour and tells the workers. Asking twice changes nothing. */
export const requestCancel = async (redis: Redis, leaseId: string): Promise<void> => {
  await redis.multi().set(keys.cancel(leaseId), '1', 'EX', CANCEL_TTL_SECONDS).publish(channels.cancel, leaseId).exec();
};

/** Whether the lease is marked as cancelled. The mark counts; the publish only makes it quick. */
export const isCancelled = async (redis: Redis, leaseId: string): Promise<boolean> =>
  (await redis.exists(keys.cancel(leaseId))) === 1;

/** Calls `handle` with the id of each lease for which a cancel is asked, until the returned function is called. */
export const onCancel = (subscriber: Redis, handle: (leaseId: string) => void): Promise<() => void> =>
  onMessage(subscriber, channels.cancel, handle);
