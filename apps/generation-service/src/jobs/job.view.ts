import { wireTime, wireTimeOrNull } from '@pingvas/http';
import { isTerminal, type JobRecord } from './job-record.ts';
import type { Job, JobImage } from './job.schema.ts';

/** What the row of a job does not say. */
export interface JobSurroundings {
  images: JobImage[];
  queue: Job['queue'];
  progress: Job['progress'];
}

const BASE = '/api/v1/generation/jobs';
export const jobPath = (jobId: string): string => `${BASE}/${jobId}`;

const linksOf = (jobId: string): Job['urls'] => ({
  self: jobPath(jobId),
  events: `${jobPath(jobId)}/events`,
  cancel: `${jobPath(jobId)}/cancel`,
  receipt: `${jobPath(jobId)}/receipt`,
  manifest: `${jobPath(jobId)}/manifest`,
});

const errorOf = (job: JobRecord): Job['error'] =>
  job.errorCode === null
    ? null
    : { code: job.errorCode, message: job.errorMessage ?? '', retryable: job.errorRetryable ?? false };

/** A job as the API shows it (API contract 2). */
export const jobView = (job: JobRecord, { images, queue, progress }: JobSurroundings): Job => ({
  id: job.id,
  status: job.status as Job['status'],
  mode: job.mode as Job['mode'],
  batch_id: job.batchId,
  client_ref: job.clientRef,
  model_id: job.modelId,
  model_name: job.modelName,
  prompt: job.prompt,
  negative_prompt: job.negativePrompt,
  style_id: job.styleId,
  parameters: job.parameters as Job['parameters'],
  num_images: job.numImages,
  priority_class: job.priorityClass as Job['priority_class'],
  priority: job.priority,
  gpu_class: job.gpuClass,
  estimated_credits: job.estimatedCredits,
  held_credits: isTerminal(job.status) ? 0 : job.estimatedCredits,
  actual_credits: job.actualCredits,
  released_credits: job.releasedCredits,
  queue,
  progress,
  attempt: job.attempt,
  images,
  partial: job.partial,
  warnings: job.warnings as Job['warnings'],
  error: errorOf(job),
  cancel_requested_at: wireTimeOrNull(job.cancelRequestedAt),
  cancelled_by: job.cancelledBy,
  cancel_reason: job.cancelReason,
  retried_from_job_id: job.retriedFromJobId,
  pixel_match: null,
  start_deadline_at: wireTimeOrNull(job.startDeadlineAt),
  price_version: job.priceVersion,
  worker_id: job.workerId,
  board_id: job.boardId,
  visibility: job.visibility,
  created_at: wireTime(job.createdAt),
  queued_at: wireTimeOrNull(job.queuedAt),
  started_at: wireTimeOrNull(job.startedAt),
  completed_at: wireTimeOrNull(job.completedAt),
  urls: linksOf(job.id),
});
