import { Id, Nullable, Time } from '@pingvas/http';
import { Type, type Static } from 'typebox';

const OptionalText = Nullable(Type.String());
const Count = Type.Integer({ minimum: 0 });
const AnyMap = Type.Record(Type.String(), Type.Unknown());

/** One stored image of a job. The links work for `urls_expire_at` minus now. */
export const JobImage = Type.Object({
  id: Id,
  index: Count,
  seed: Nullable(Type.Integer()),
  url: Type.String({ format: 'uri' }),
  preview_url: Type.String({ format: 'uri', description: '1024 px WebP' }),
  thumbnail_url: Type.String({ format: 'uri', description: '256 px WebP' }),
  width: Type.Integer(),
  height: Type.Integer(),
  urls_expire_at: Nullable(Time),
});
export type JobImage = Static<typeof JobImage>;

export const JOB_STATES = ['pending', 'queued', 'processing', 'completed', 'failed', 'cancelled'] as const;
export const JOB_MODES = ['txt2img', 'img2img', 'inpaint', 'outpaint', 'upscale', 'graph', 'external'] as const;

/** The Job of API contract 2. */
export const Job = Type.Object({
  id: Id,
  status: Type.Enum([...JOB_STATES]),
  mode: Type.Enum([...JOB_MODES]),
  batch_id: Nullable(Id),
  client_ref: OptionalText,
  model_id: Nullable(Id),
  model_name: OptionalText,
  prompt: OptionalText,
  negative_prompt: OptionalText,
  style_id: Nullable(Id),
  parameters: AnyMap,
  num_images: Count,
  priority_class: Type.Enum(['standard', 'economy']),
  priority: Count,
  gpu_class: Nullable(Type.String()),
  estimated_credits: Count,
  held_credits: Count,
  actual_credits: Nullable(Count),
  released_credits: Nullable(Count),
  queue: Nullable(Type.Object({ position: Count, estimated_wait_seconds: Count, estimated_start_at: Nullable(Time) })),
  progress: Nullable(
    Type.Object({
      percent: Count,
      step: Count,
      total_steps: Count,
      stage: Type.String(),
      image_index: Count,
    }),
  ),
  attempt: Count,
  images: Type.Array(JobImage),
  partial: Type.Boolean(),
  warnings: Type.Array(Type.Object({ image_index: Count, code: Type.String() })),
  error: Nullable(Type.Object({ code: Type.String(), message: Type.String(), retryable: Type.Boolean() })),
  cancel_requested_at: Nullable(Time),
  cancelled_by: OptionalText,
  cancel_reason: OptionalText,
  retried_from_job_id: Nullable(Id),
  pixel_match: Nullable(Type.Boolean()),
  start_deadline_at: Nullable(Time),
  price_version: Type.String(),
  worker_id: Nullable(Id),
  board_id: Nullable(Id),
  visibility: Type.String(),
  created_at: Time,
  queued_at: Nullable(Time),
  started_at: Nullable(Time),
  completed_at: Nullable(Time),
  urls: Type.Object({
    self: Type.String(),
    events: Type.String(),
    cancel: Type.String(),
    receipt: Type.String(),
    manifest: Type.String(),
  }),
});
export type Job = Static<typeof Job>;
