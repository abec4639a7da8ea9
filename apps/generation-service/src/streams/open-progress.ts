import type { GenerationDb } from '../database.ts';
import { progressEnvelope, type ProgressBoard } from './progress-board.ts';

/** What a stream is told when it opens: it has missed what is not logged. */
export interface TransientEvent {
  type: string;
  jobId: string | null;
  envelope: string;
}

/** The newest progress of each job of the user that runs now. */
export type OpenProgress = (userId: string) => Promise<TransientEvent[]>;

/** As many as anybody may have running. */
const MAX_JOBS = 100;

export const createOpenProgress =
  ({ db, progress }: { db: GenerationDb; progress: ProgressBoard }): OpenProgress =>
  async (userId) => {
    const running = await db.withUser(userId, (tx) =>
      tx.generationJob.findMany({
        where: { userId, status: 'processing' },
        select: { id: true, lease: true, clientRef: true },
        take: MAX_JOBS,
      }),
    );
    return running.flatMap(({ id, lease, clientRef }) => {
      const heard = progress.of(id, lease);
      return heard ? [{ type: 'job.progress', jobId: id, envelope: progressEnvelope(heard, clientRef) }] : [];
    });
  };
