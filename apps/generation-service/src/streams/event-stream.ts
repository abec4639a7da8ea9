import type { EventHub, LoggedEvent } from '@pingvas/events';
import { isTerminalEvent } from './event-types.ts';
import type { SseConnection } from './sse-connection.ts';
import type { StreamStart } from './stream-start.ts';

export type ClosingReason = 'token_expired' | 'max_age' | 'shutdown' | 'revoked';

export interface StreamOptions {
  userId: string;
  start: StreamStart;
  /** Only these types; every type without it. */
  types: readonly string[] | null;
  /** Only this job's events, and the end after its terminal one. */
  jobId: string | null;
  /** Envelopes of the newest transient events of open jobs, sent once the replay is through. */
  openTransients: () => Iterable<{ type: string; jobId: string | null; envelope: string }>;
}

/** A stream that runs; `close` says why before it ends. */
export interface RunningStream {
  close(reason: ClosingReason): void;
}

/**
 * Feeds one connection: a reset if the wanted position is gone, the replay, then live events. Progress that arrives after the end
 * of its job is dropped.
 */
export async function runStream(
  hub: EventHub,
  connection: SseConnection,
  options: StreamOptions,
): Promise<RunningStream> {
  const { jobId, start, types, userId } = options;
  const ended = new Set<string>();
  const wants = (type: string, of: string | null): boolean =>
    (types === null || types.includes(type)) && (jobId === null || of === jobId);
  const listener = {
    event({ seq, type, jobId: of, envelope }: LoggedEvent) {
      if (of !== null && isTerminalEvent(type)) ended.add(of);
      if (wants(type, of)) connection.send(type, envelope, seq);
      if (jobId !== null && of === jobId && isTerminalEvent(type)) connection.end();
    },
    transient(envelope: string, type: string, of: string | null) {
      if ((of === null || !ended.has(of)) && wants(type, of)) connection.send(type, envelope);
    },
  };
  if (start.reset) connection.send('stream.reset', JSON.stringify(start.reset));
  let closed = false;
  let unfollow: (() => void) | undefined;
  connection.onClose(() => {
    closed = true;
    unfollow?.();
  });
  unfollow = await hub.follow(userId, start.after, listener);
  if (closed) unfollow();
  for (const { type, jobId: of, envelope } of options.openTransients()) listener.transient(envelope, type, of);
  return {
    close(reason) {
      connection.send('stream.closing', JSON.stringify({ reason }));
      connection.end();
    },
  };
}
