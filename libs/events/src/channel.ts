import type { LoggedEvent } from './event-log.ts';

/** What a stream gets: durable events in order, and transient ones in between. */
export interface Listener {
  event(event: LoggedEvent): void;
  transient(envelope: string, type: string, jobId: string | null): void;
}

/** A listener and how far it has got. `live` ones are fed by the channel, the others still read what they missed. */
export interface Follower {
  readonly listener: Listener;
  position: number;
  live: boolean;
}

/** The open streams of one account in this process. */
export interface Channel {
  readonly followers: Set<Follower>;
  /** The newest event that was handed to all live followers. */
  position: number;
}

export const newChannel = (): Channel => ({ followers: new Set(), position: 0 });

/** Hands one event to a follower that has not seen it. */
export function feed(follower: Follower, event: LoggedEvent): void {
  if (event.seq <= follower.position) return;
  follower.position = event.seq;
  follower.listener.event(event);
}

/** Hands a batch, in order, to all live followers of a channel. */
export function feedAll(channel: Channel, events: readonly LoggedEvent[]): void {
  for (const event of events) {
    channel.position = Math.max(channel.position, event.seq);
    for (const follower of channel.followers) if (follower.live) feed(follower, event);
  }
}
