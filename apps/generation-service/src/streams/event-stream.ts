import type { EventHub, Listener } from '@pingvas/events';
import { isTerminalEvent } from './event-types.ts';
import type { TransientEvent } from './open-progress.ts';
import type { SseConnection } from './sse-connection.ts';
import type { StreamStart } from './stream-start.ts';

type ClosingReason = 'token_expired' | 'max_age' | 'shutdown' | 'revoked';

export interface StreamOptions {
  userId: string;
  start: StreamStart;
  /** Only these types; every type without it. */
  types: readonly string[] | null;
  /** Only this job's events, and the end after its terminal one. */
  jobId: string | null;
  /** The job had ended when the stream was asked for: the replay is all there is. */
  jobHasEnded: boolean;
  /** The newest transient event of each open job, sent once the replay is through. */
  openTransients: () => Promise<readonly TransientEvent[]>;
}

/** A stream that runs; `close` says why before it ends. */
export interface RunningStream {
  /** Resolves when the replay is through; rejects when it cannot be read. */
  readonly replayed: Promise<void>;
  close(reason: ClosingReason): void;
}

/** Feeds one connection: a reset if the wanted position is gone, the replay, then live events. */
export function runStream(hub: EventHub, connection: SseConnection, options: StreamOptions): RunningStream {
  const { jobHasEnded, start, userId } = options;
  if (start.reset) connection.send('stream.reset', JSON.stringify(start.reset));
  const listener = listenerOf(connection, options);
  const following = hub.follow(userId, start.after, listener);
  connection.onClose(() => following.stop());
  const finish = async (): Promise<void> => {
    await following.caughtUp;
    if (jobHasEnded) return connection.end();
    const events = await options.openTransients();
    for (const { type, jobId, envelope } of events) listener.transient(envelope, type, jobId);
  };
  return {
    replayed: finish(),
    close(reason) {
      connection.send('stream.closing', JSON.stringify({ reason }));
      connection.end();
    },
  };
}

/** Sends what is wanted. Progress that arrives after the end of its job is dropped. */
function listenerOf(connection: SseConnection, { jobId, types }: StreamOptions): Listener {
  const ended = new Set<string>();
  const wants = (type: string, of: string | null): boolean =>
    (types === null || types.includes(type)) && (jobId === null || of === jobId);
  return {
    event({ seq, type, jobId: of, envelope }) {
      const ends = of !== null && isTerminalEvent(type);
      if (ends) ended.add(of);
      if (wants(type, of)) connection.send(type, envelope, seq);
      if (ends && of === jobId) connection.end();
    },
    transient(envelope, type, of) {
      if ((of === null || !ended.has(of)) && wants(type, of)) connection.send(type, envelope);
    },
    drained: () => connection.drained(),
  };
}
