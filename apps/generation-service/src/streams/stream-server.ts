import type { Caller } from '@pingvas/auth';
import { AppError } from '@pingvas/errors';
import type { EventHub, EventLog } from '@pingvas/events';
import { newId } from '@pingvas/http';
import type { Logger } from '@pingvas/logger';
import type { FastifyReply } from 'fastify';
import { runStream, type RunningStream, type StreamOptions } from './event-stream.ts';
import type { OpenProgress } from './open-progress.ts';
import { openSse, type SseConnection } from './sse-connection.ts';
import { MAX_STREAMS, type StreamSlots } from './stream-slots.ts';
import { accountStart, jobStart, type StreamStart } from './stream-start.ts';

const HEARTBEAT_MS = 15_000;
const RECHECK_MS = 2_000;
/** A stream that no access token bounds. */
const MAX_AGE_MS = 3_600_000;

export interface StreamRequest {
  caller: Caller;
  reply: FastifyReply;
  /** `Last-Event-ID`, else `after`, else null: from the beginning of the job, or from now. */
  position: number | null;
  types: readonly string[] | null;
  jobId: string | null;
  jobHasEnded: boolean;
  isStillAllowed: (caller: Caller) => Promise<boolean>;
}

/** Server-Sent Events of accounts and jobs (API contract 6.2). */
export interface StreamServer {
  /** @throws AppError TOO_MANY_STREAMS before anything was sent */
  open(request: StreamRequest): Promise<void>;
  /** Ends every stream with the reason `shutdown`: clients come back with their position. */
  close(): void;
}

interface Parts {
  hub: EventHub;
  log: EventLog;
  slots: StreamSlots;
  openProgress: OpenProgress;
  logger: Logger;
}

export function createStreamServer(parts: Parts): StreamServer {
  const { hub, log, logger, slots } = parts;
  const open = new Set<RunningStream>();
  let closing = false;

  const serve = async (request: StreamRequest, streamId: string): Promise<void> => {
    const { userId } = request.caller;
    const start = await startOf(log, request);
    const connection = openSse(request.reply);
    connection.onClose(() => void slots.release(userId, streamId));
    try {
      if (start === null) return await endUnkept(log, userId, connection);
      const stream = runStream(hub, connection, optionsOf(parts.openProgress, request, start));
      open.add(stream);
      connection.onClose(() => open.delete(stream));
      attend(slots, request, { connection, stream, streamId });
      if (closing) stream.close('shutdown');
      await stream.replayed;
    } catch (error) {
      // The answer has begun: the client comes back with the position it has.
      logger.warn({ err: error }, 'event stream not read');
      connection.end();
    }
  };

  return {
    async open(request) {
      const streamId = newId();
      const { userId } = request.caller;
      if (!(await slots.take(userId, streamId))) throw new AppError('TOO_MANY_STREAMS', { limit: MAX_STREAMS });
      try {
        await serve(request, streamId);
      } catch (error) {
        await slots.release(userId, streamId);
        throw error;
      }
    },
    close() {
      closing = true;
      for (const stream of open) stream.close('shutdown');
    },
  };
}

const startOf = (log: EventLog, { caller, jobId, position }: StreamRequest): Promise<StreamStart | null> =>
  jobId === null ? accountStart(log, caller.userId, position) : jobStart(log, caller.userId, jobId, position);

/** The job's events are no longer kept: the client reads the job instead. */
async function endUnkept(log: EventLog, userId: string, connection: SseConnection): Promise<void> {
  const { oldest, latest } = await log.bounds(userId);
  connection.send('stream.reset', JSON.stringify({ oldest_seq: oldest, latest_seq: latest }));
  connection.end();
}

const optionsOf = (
  openProgress: OpenProgress,
  { caller, jobHasEnded, jobId, types }: StreamRequest,
  start: StreamStart,
): StreamOptions => ({
  userId: caller.userId,
  start,
  types,
  jobId,
  jobHasEnded,
  openTransients: () => openProgress(caller.userId),
});

interface Attended {
  connection: SseConnection;
  stream: RunningStream;
  streamId: string;
}

/** Heartbeats, and the end when the login or its token has ended. */
function attend(slots: StreamSlots, request: StreamRequest, { connection, stream, streamId }: Attended): void {
  const { caller, isStillAllowed } = request;
  const heartbeat = setInterval(() => {
    connection.heartbeat();
    void slots.take(caller.userId, streamId);
  }, HEARTBEAT_MS);
  const endsAt = caller.tokenExpiresAt?.getTime();
  const recheck = setInterval(() => {
    // A database that does not answer ends no stream: it is asked again in 2 s.
    void isStillAllowed(caller).then(
      (allowed) => allowed || stream.close(endsAt !== undefined && endsAt <= Date.now() ? 'token_expired' : 'revoked'),
      () => undefined,
    );
  }, RECHECK_MS);
  const expiry = setTimeout(
    () => stream.close(endsAt === undefined ? 'max_age' : 'token_expired'),
    endsAt === undefined ? MAX_AGE_MS : endsAt - Date.now(),
  );
  connection.onClose(() => {
    clearInterval(heartbeat);
    clearInterval(recheck);
    clearTimeout(expiry);
  });
}
