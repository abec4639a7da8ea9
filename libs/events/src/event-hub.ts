import type { Logger } from '@pingvas/logger';
import { feed, feedAll, newChannel, type Channel, type Follower, type Listener } from './channel.ts';
import type { EventLog } from './event-log.ts';

const POLL_MS = 1_000;
const BATCH_ROWS = 2_000;
const REPLAY_ROWS = 500;

/**
 * Brings each account's events to its open streams in this process: replay from a position first, then live, in order, none lost
 * and none twice. However many streams are open, new events are read by one query at a time.
 */
export interface EventHub {
  /**
   * Follows an account from the event after `after`.
   * @returns stops following; rejects when the replay cannot be read
   */
  follow(userId: string, after: number, listener: Listener): Promise<() => void>;
  /** An account has new events: read them soon. */
  wake(userId: string): void;
  /** Hands an event that is not logged to the account's streams here. */
  transient(userId: string, envelope: string, type: string, jobId: string | null): void;
  /** Whether anybody here follows the account. */
  isFollowed(userId: string): boolean;
  close(): void;
}

export function createEventHub({ log, logger }: { log: EventLog; logger: Logger }): EventHub {
  const channels = new Map<string, Channel>();
  const dirty = new Set<string>();
  let reading = false;

  const channelOf = (userId: string): Channel => {
    const channel = channels.get(userId) ?? newChannel();
    channels.set(userId, channel);
    return channel;
  };
  const leave = (userId: string, follower: Follower): void => {
    const channel = channels.get(userId);
    channel?.followers.delete(follower);
    if (channel?.followers.size === 0) channels.delete(userId);
  };

  const drain = async (): Promise<void> => {
    if (reading) return;
    reading = true;
    try {
      while (dirty.size > 0) await readDirty();
    } catch (error) {
      logger.warn({ err: error }, 'events not read, the poll tries again');
    } finally {
      reading = false;
    }
  };
  const readDirty = async (): Promise<void> => {
    const positions = new Map<string, number>();
    for (const userId of dirty) {
      const channel = channels.get(userId);
      if (channel && [...channel.followers].some((each) => each.live)) positions.set(userId, channel.position);
    }
    dirty.clear();
    if (positions.size === 0) return;
    const found = await log.after(positions, BATCH_ROWS);
    let rows = 0;
    for (const [userId, events] of found) {
      rows += events.length;
      const channel = channels.get(userId);
      if (channel) feedAll(channel, events);
    }
    if (rows >= BATCH_ROWS) for (const userId of positions.keys()) dirty.add(userId);
  };
  const wake = (userId: string): void => {
    if (!channels.has(userId)) return;
    dirty.add(userId);
    void drain();
  };
  const poll = async (): Promise<void> => {
    if (channels.size === 0) return;
    const latest = await log.latest([...channels.keys()]);
    for (const [userId, seq] of latest) if (seq > (channels.get(userId)?.position ?? seq)) wake(userId);
  };
  const timer = setInterval(() => {
    poll().catch((error: unknown) => logger.warn({ err: error }, 'event poll failed'));
  }, POLL_MS);
  timer.unref();

  const catchUp = async (userId: string, channel: Channel, follower: Follower): Promise<void> => {
    for (;;) {
      const events = await log.page(userId, { after: follower.position, limit: REPLAY_ROWS });
      for (const event of events) feed(follower, event);
      if (events.length === REPLAY_ROWS || (hasLive(channel) && follower.position < channel.position)) continue;
      if (!hasLive(channel)) channel.position = follower.position;
      follower.live = true;
      wake(userId);
      return;
    }
  };

  return {
    async follow(userId, after, listener) {
      const channel = channelOf(userId);
      const follower: Follower = { listener, position: after, live: false };
      channel.followers.add(follower);
      try {
        await catchUp(userId, channel, follower);
      } catch (error) {
        leave(userId, follower);
        throw error;
      }
      return () => leave(userId, follower);
    },
    wake,
    transient(userId, envelope, type, jobId) {
      for (const follower of channels.get(userId)?.followers ?? []) {
        if (follower.live) follower.listener.transient(envelope, type, jobId);
      }
    },
    isFollowed: (userId) => channels.has(userId),
    close: () => clearInterval(timer),
  };
}

const hasLive = (channel: Channel): boolean => [...channel.followers].some((each) => each.live);
