import type { Logger } from '@pingvas/logger';
import type { EventLog } from './event-log.ts';
import { feedAll, oldestPosition, type Follower } from './followers.ts';

const BATCH_ROWS = 2_000;

interface LiveReaderParts {
  log: EventLog;
  logger: Logger;
  accounts: ReadonlyMap<string, ReadonlySet<Follower>>;
}

/** Reads what live followers have not seen, one query at a time. */
export interface LiveReader {
  /** Reads for this account soon. */
  wake(userId: string): void;
  /** Wakes every account that the log is ahead of: the net for wake-ups that were lost. */
  poll(): Promise<void>;
}

export function createLiveReader({ log, logger, accounts }: LiveReaderParts): LiveReader {
  const dirty = new Set<string>();
  let reading = false;

  const readDirty = async (): Promise<void> => {
    const positions = new Map<string, number>();
    for (const userId of dirty) {
      const position = oldestPosition(accounts.get(userId) ?? []);
      if (position !== null) positions.set(userId, position);
    }
    dirty.clear();
    if (positions.size === 0) return;
    const found = await log.after(positions, BATCH_ROWS);
    let rows = 0;
    for (const [userId, events] of found) {
      rows += events.length;
      feedAll(accounts.get(userId) ?? [], positions.get(userId) ?? 0, events);
    }
    if (rows >= BATCH_ROWS) for (const userId of positions.keys()) dirty.add(userId);
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
  const wake = (userId: string): void => {
    if (!accounts.has(userId)) return;
    dirty.add(userId);
    void drain();
  };
  const poll = async (): Promise<void> => {
    if (accounts.size === 0) return;
    const latest = await log.latest([...accounts.keys()]);
    for (const [userId, seq] of latest) if (seq > (oldestPosition(accounts.get(userId) ?? []) ?? seq)) wake(userId);
  };
  return { wake, poll };
}
