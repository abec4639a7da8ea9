import { newId } from '@pingvas/http';
import type { LeasePayload, Outcome, StoredImage } from '@pingvas/queue';
import type { GenerationDb } from '../database.ts';
import { applyOutcome, type AppliedOutcome } from '../outcomes/outcomes.repository.ts';
import { leaseJobs, type CommittedLease } from '../scheduler/leases.repository.ts';

/** One run of the scheduler for so many workers that nobody has seen before. */
export const leaseToNew = (db: GenerationDb, workers = 1, gpuClass = 't4'): Promise<CommittedLease[]> =>
  leaseJobs(db, { gpuClass, workerIds: Array.from({ length: workers }, newId), maxLeases: 32 });

/** Leases one job to a new worker; fails when nothing can be leased. */
export async function leaseOne(db: GenerationDb, gpuClass = 't4'): Promise<LeasePayload> {
  const [lease] = await leaseToNew(db, 1, gpuClass);
  if (!lease) throw new Error('Nothing was leased');
  return lease.payload;
}

/** What the worker of a lease says, as its type and figures stand when nothing else is told. */
export const outcomeOf = (
  lease: LeasePayload,
  kind: Outcome['kind'],
  more: Partial<Omit<Outcome, 'kind'>> = {},
): Outcome => ({
  kind,
  job_id: lease.job_id,
  lease: lease.lease,
  attempt: lease.attempt,
  worker_id: newId(),
  gpu_class: lease.gpu_class,
  started_at: '2026-11-21T07:00:01.240Z',
  images: [],
  gpu_ms: 0,
  model_load_ms: 0,
  cold_start_ms: 0,
  upload_ms: 0,
  warnings: [],
  model_name: lease.model.name,
  total_steps: lease.parameters.steps,
  ...more,
});

/** The record of a stored image: the one that the lease asks for at this place. */
export function storedImage(lease: LeasePayload, index: number, gpuMs: number): StoredImage {
  const wanted = lease.images.find((image) => image.index === index);
  if (!wanted) throw new Error(`The lease asks for no image ${index}`);
  const key = `${lease.user_id}/${lease.job_id}/${wanted.image_id}/${lease.lease}`;
  return {
    ...wanted,
    key: `${key}.png`,
    preview_key: `${key}.1024.webp`,
    thumbnail_key: `${key}.256.webp`,
    width: 512,
    height: 512,
    file_size_bytes: 1_000,
    mime_type: 'image/png',
    sha256: 'a'.repeat(64),
    pixel_sha256: 'b'.repeat(64),
    gpu_ms: gpuMs,
  };
}

/** Applies an outcome as the service does; its images are shown by their ids. */
export const apply = (db: GenerationDb, outcome: Outcome): Promise<AppliedOutcome> =>
  applyOutcome(db, {
    ...outcome,
    rendered: outcome.images.map(({ image_id: id, index }) => ({ id, index })),
    gpu_classes: ['t4', 'a10g'],
  });

export const lost = (lease: LeasePayload): Outcome =>
  outcomeOf(lease, 'failed', {
    error: { code: 'WORKER_LOST', message: 'The worker was lost.', retryable: true, larger_class: false },
  });

/** What the sweep says of a lease of which nothing was heard: before a start the job goes back, after it the attempt is lost. */
export const unheardOf = (db: GenerationDb, { job_id, lease }: LeasePayload): Promise<AppliedOutcome> =>
  applyOutcome(db, {
    kind: 'failed',
    job_id,
    lease,
    images: [],
    rendered: [],
    error: { code: 'WORKER_LOST', message: 'The worker was lost.', retryable: true, larger_class: false },
  });
