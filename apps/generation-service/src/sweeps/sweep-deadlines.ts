import type { GenerationDb } from '../database.ts';
import type { Cancelling } from '../jobs/cancelling.ts';
import { overdueJobs } from './sweeps.repository.ts';

/** Cancels, with a full release, what was to start by now and has not. */
export async function sweepDeadlines(db: GenerationDb, cancelling: Cancelling): Promise<void> {
  for (const { id, userId } of await overdueJobs(db)) await cancelling.cancelUnstarted(userId, id, 'start_deadline');
}
