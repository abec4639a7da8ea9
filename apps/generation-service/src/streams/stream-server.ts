import type { Caller } from '@pingvas/auth';
import { AppError } from '@pingvas/errors';
import type { EventHub, EventLog } from '@pingvas/events';
import { newId } from '@pingvas/http';
import type { FastifyReply } from 'fastify';
import { runStream, type RunningStream, type StreamOptions } from './event-stream.ts';
import { progressEnvelope, type ProgressBoard } from './progress-board.ts';
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
  progress: ProgressBoard;
}

export function createStreamServer(parts: Parts): StreamServer {
  const open = new Set<RunningStream>();
  return {
    async open(request) {
      const streamId = newId();
      const { userId } = request.caller;
      if (!(await parts.slots.take(userId, streamId))) throw new AppError('TOO_MANY_STREAMS', { limit: MAX_STREAMS });
      const start = await startOf(parts.log, request);
      const connection = openSse(request.reply);
      connection.onClose(() => void parts.slots.release(userId, streamId));
      if (start === null) return endUnkept(parts.log, userId, connection);
      const stream = await runStream(parts.hub, connection, optionsOf(parts.progress, request, start));
      open.add(stream);
      connection.onClose(() => open.delete(stream));
      attend(parts.slots, request, { connection, stream, streamId });
    },
    close() {
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
  progress: ProgressBoard,
  { caller, jobId, types }: StreamRequest,
  start: StreamStart,
): StreamOptions => ({
  userId: caller.userId,
  start,
  types,
  jobId,
  openTransients: () =>
    progress.forUser(caller.userId).map((each) => ({
      type: 'job.progress',
      jobId: each.job_id,
      envelope: progressEnvelope(each, null),
    })),
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
  const recheck = setInterval(() => {
    // A database that does not answer ends no stream: it is asked again in 2 s.
    void isStillAllowed(caller).then(
      (allowed) => allowed || stream.close('revoked'),
      () => undefined,
    );
  }, RECHECK_MS);
  const endsAt = caller.tokenExpiresAt?.getTime();
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
