import type { LoggedEvent } from './event-log.ts';

/** What a stream gets: durable events in order, and transient ones in between. */
export interface Listener {
  event(event: LoggedEvent): void;
  transient(envelope: string, type: string, jobId: string | null): void;
  /** Resolves when the replay may go on: a slow reader is not fed faster than he reads. */
  drained?(): Promise<void>;
}

/** A listener and how far it has got. `live` ones are fed as events come, the others still read what they missed. */
export interface Follower {
  readonly listener: Listener;
  position: number;
  live: boolean;
  stopped: boolean;
}

export const newFollower = (listener: Listener, position: number): Follower => ({
  listener,
  position,
  live: false,
  stopped: false,
});

/** Hands one event to a follower that has not seen it. */
export function feed(follower: Follower, event: LoggedEvent): void {
  if (follower.stopped || event.seq <= follower.position) return;
  follower.position = event.seq;
  follower.listener.event(event);
}

/**
 * Hands over what came after `from`, in order. A follower that went live behind `from` while it was read would miss something:
 * it waits for the next reading.
 */
export function feedAll(followers: Iterable<Follower>, from: number, events: readonly LoggedEvent[]): void {
  for (const follower of followers) {
    if (!follower.live || follower.position < from) continue;
    for (const event of events) feed(follower, event);
  }
}

/** Where the live follower that is farthest behind stands; null when none is live. */
export function oldestPosition(followers: Iterable<Follower>): number | null {
  let oldest: number | null = null;
  for (const { live, position } of followers) if (live) oldest = Math.min(oldest ?? position, position);
  return oldest;
}
