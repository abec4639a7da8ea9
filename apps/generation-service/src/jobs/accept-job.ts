import type { GenerationMetrics } from '../metrics/generation-metrics.ts';
import { createTextToImage, type CreateCommand, type CreatedJob, type CreateJobParts } from './create-job.ts';

/** Creates a job and lets everybody know who waits for that. */
export type AcceptJob = (command: CreateCommand) => Promise<CreatedJob>;

interface Parts extends CreateJobParts {
  metrics: Pick<GenerationMetrics, 'created'>;
  announce: (userId: string) => void;
  wake: (gpuClass: string) => void;
}

export const createAcceptJob =
  (parts: Parts): AcceptJob =>
  async (command) => {
    const created = await createTextToImage(parts, command);
    if (created.replayed) return created;
    parts.metrics.created();
    parts.announce(command.userId);
    if (created.gpuClass) parts.wake(created.gpuClass);
    return created;
  };
