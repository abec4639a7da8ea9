import type { EventHub, EventLog } from '@pingvas/events';
import type { GenerationDb } from '../database.ts';
import { isTerminalEvent } from '../streams/event-types.ts';
import { isTerminal } from './job-record.ts';

/** Resolves when the job is terminal, or after so many seconds, whichever comes first (API contract 5.2). */
export type AwaitJob = (userId: string, jobId: string, seconds: number, signal: AbortSignal) => Promise<void>;

interface Parts {
  db: GenerationDb;
  hub: EventHub;
  log: EventLog;
}

export const createAwaitJob =
  ({ db, hub, log }: Parts): AwaitJob =>
  async (userId, jobId, seconds, signal) => {
    const ended = Promise.withResolvers<void>();
    const { latest } = await log.bounds(userId);
    const following = hub.follow(userId, latest, {
      event: (event) => {
        if (event.jobId === jobId && isTerminalEvent(event.type)) ended.resolve();
      },
      transient: () => undefined,
    });
    const timer = setTimeout(ended.resolve, seconds * 1_000);
    signal.addEventListener('abort', () => ended.resolve(), { once: true });
    try {
      await following.caughtUp;
      // It may have ended before we listened.
      const job = await db.withUser(userId, (tx) =>
        tx.generationJob.findUnique({ where: { id: jobId }, select: { status: true } }),
      );
      if (job && !isTerminal(job.status) && !signal.aborted) await ended.promise;
    } finally {
      clearTimeout(timer);
      following.stop();
    }
  };
