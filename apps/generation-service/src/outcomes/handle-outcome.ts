import { leaseIdOf, type Outcome, type StoredImage } from '@pingvas/queue';
import type { GenerationDb } from '../database.ts';
import type { GenerationMetrics } from '../metrics/generation-metrics.ts';
import type { JobImageRecord } from '../jobs/job-record.ts';
import type { ShowImages } from '../jobs/job-image.view.ts';
import { applyOutcome } from './outcomes.repository.ts';

export interface OutcomeParts {
  db: GenerationDb;
  showImages: ShowImages;
  /** Classes that this environment can bring up: a job may need the larger one. */
  gpuClasses: readonly string[];
  metrics: Pick<GenerationMetrics, 'outcome'>;
  /** The account's streams and webhooks have something to read. */
  announce: (userId: string) => void;
  /** A worker or a place in a class came free. */
  wake: (gpuClass: string) => void;
  /** Tells the worker of a lease to stop. */
  stopLease: (leaseId: string) => Promise<void>;
}

/**
 * Applies a worker's message. It may come late, twice or out of order; the database decides by the lease. A worker whose lease is
 * not the job's any more is told to stop.
 */
export const createOutcomeHandler =
  ({ db, showImages, gpuClasses, metrics, announce, wake, stopLease }: OutcomeParts) =>
  async (outcome: Outcome): Promise<void> => {
    const rendered = await showImages(outcome.images.map(recordOf));
    const answer = await applyOutcome(db, { ...outcome, rendered, gpu_classes: gpuClasses });
    metrics.outcome(outcome.kind, answer.applied);
    if (!answer.applied) {
      if (outcome.kind === 'started' || outcome.kind === 'image') await stopLease(leaseIdOf(outcome));
      return;
    }
    if (answer.user_id) announce(answer.user_id);
    if (answer.gpu_class && answer.status !== 'processing') wake(answer.gpu_class);
  };

const recordOf = (image: StoredImage): JobImageRecord => ({
  id: image.image_id,
  index: image.index,
  seed: BigInt(image.seed),
  key: image.key,
  previewKey: image.preview_key,
  thumbnailKey: image.thumbnail_key,
  width: image.width,
  height: image.height,
});
