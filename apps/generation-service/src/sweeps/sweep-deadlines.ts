import type { GenerationDb } from '../database.ts';
import type { JobsService } from '../jobs/jobs.service.ts';
import { overdueJobs } from './sweeps.repository.ts';

/** Cancels, with a full release, what was to start by now and has not. */
export async function sweepDeadlines(db: GenerationDb, jobs: JobsService): Promise<void> {
  for (const { id, userId } of await overdueJobs(db)) await jobs.cancelUnstarted(userId, id, 'start_deadline');
}
