import { onMessage, type Redis } from '@pingvas/redis';
import { channels } from '../keys.ts';
import { parserOf } from '../payloads/parse.ts';
import { JobProgress } from '../payloads/progress.ts';

const parse = parserOf('progress', JobProgress);

/** Sends the transient state of a job to whoever listens now. Nothing is kept. */
export const publishProgress = async (redis: Redis, progress: JobProgress): Promise<void> => {
  await redis.publish(channels.progress, JSON.stringify(parse(progress)));
};

/** Calls `handle` with each progress message; one that does not parse is dropped. Returns the end of it. */
export const subscribeProgress = (subscriber: Redis, handle: (progress: JobProgress) => void): Promise<() => void> =>
  onMessage(subscriber, channels.progress, (message) => {
    const progress = parsed(message);
    if (progress) handle(progress);
  });

const parsed = (message: string): JobProgress | null => {
  try {
    return parse(JSON.parse(message));
  } catch {
    return null;
  }
};
