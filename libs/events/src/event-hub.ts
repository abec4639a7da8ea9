import type { Logger } from '@pingvas/logger';
import type { EventLog } from './event-log.ts';
import { feed, newFollower, type Follower, type Listener } from './followers.ts';
import { createLiveReader } from './live-reader.ts';

const POLL_MS = 1_000;
const REPLAY_ROWS = 500;

/** One listener at the log of one account. */
export interface Following {
  /** Resolves when all that was logged before the call has been handed over; rejects when it cannot be read. */
  readonly caughtUp: Promise<void>;
  stop(this: void): void;
}

/**
 * Brings each account's events to its open streams in this process: replay from a position first, then live, in order, none lost
 * and none twice. However many streams are open, new events are read by one query at a time.
 */
export interface EventHub {
  /** Follows an account from the event after `after`. */
  follow(userId: string, after: number, listener: Listener): Following;
  /** An account has new events: read them soon. */
  wake(userId: string): void;
  /** Hands an event that is not logged to the account's streams here. */
  transient(userId: string, envelope: string, type: string, jobId: string | null): void;
  /** Whether anybody here follows the account. */
  isFollowed(userId: string): boolean;
  close(): void;
}

export function createEventHub({ log, logger }: { log: EventLog; logger: Logger }): EventHub {
  const accounts = new Map<string, Set<Follower>>();
  const reader = createLiveReader({ log, logger, accounts });
  const timer = setInterval(() => {
    reader.poll().catch((error: unknown) => logger.warn({ err: error }, 'event poll failed'));
  }, POLL_MS);
  timer.unref();

  return {
    follow(userId, after, listener) {
      const follower = newFollower(listener, after);
      const followers = accounts.get(userId) ?? new Set();
      accounts.set(userId, followers.add(follower));
      const stop = (): void => {
        follower.stopped = true;
        followers.delete(follower);
        if (followers.size === 0 && accounts.get(userId) === followers) accounts.delete(userId);
      };
      const caughtUp = replay(log, userId, follower).then(() => {
        follower.live = true;
        reader.wake(userId);
      });
      caughtUp.catch(stop);
      return { caughtUp, stop };
    },
    wake: (userId) => reader.wake(userId),
    transient(userId, envelope, type, jobId) {
      for (const { live, listener } of accounts.get(userId) ?? []) if (live) listener.transient(envelope, type, jobId);
    },
    isFollowed: (userId) => accounts.has(userId),
    close: () => clearInterval(timer),
  };
}

/** Reads page after page until there is nothing more, or until it is stopped. */
async function replay(log: EventLog, userId: string, follower: Follower): Promise<void> {
  for (let rows = REPLAY_ROWS; rows === REPLAY_ROWS && !follower.stopped;) {
    const events = await log.page(userId, { after: follower.position, limit: REPLAY_ROWS });
    rows = events.length;
    for (const event of events) {
      feed(follower, event);
      await follower.listener.drained?.();
    }
  }
}
