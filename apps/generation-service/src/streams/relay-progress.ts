import type { EventHub } from '@pingvas/events';
import type { JobProgress } from '@pingvas/queue';
import { progressEnvelope, type ProgressBoard } from './progress-board.ts';
import type { ProgressGate } from './progress-gate.ts';

/** Takes workers' progress in: the newest is kept for whoever asks, and goes to the account's streams if its lease still runs. */
export const createProgressRelay =
  ({ board, gate, hub }: { board: ProgressBoard; gate: ProgressGate; hub: EventHub }) =>
  async (progress: JobProgress): Promise<void> => {
    board.put(progress);
    if (!hub.isFollowed(progress.user_id)) return;
    const job = await gate.admit(progress.job_id, progress.lease);
    if (!job) return;
    hub.transient(progress.user_id, progressEnvelope(progress, job.clientRef), 'job.progress', progress.job_id);
  };
