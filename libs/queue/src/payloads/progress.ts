import { Type, type Static } from 'typebox';
import { Id, ImageIndex } from './primitives.ts';

/** The transient state of a running job (API contract 6.1, `job.progress`); the fence is job and lease. */
export const JobProgress = Type.Object({
  job_id: Id,
  user_id: Id,
  lease: Type.Integer({ minimum: 1 }),
  attempt: Type.Integer({ minimum: 1 }),
  stage: Type.Enum(['loading_model', 'encoding', 'denoising', 'decoding', 'uploading']),
  image_index: ImageIndex,
  num_images: Type.Integer({ minimum: 1, maximum: 10 }),
  step: Type.Integer({ minimum: 0 }),
  total_steps: Type.Integer({ minimum: 0 }),
  /** Of the whole job; never falls within an attempt. */
  percent: Type.Integer({ minimum: 0, maximum: 100 }),
  preview_data_url: Type.Union([Type.String(), Type.Null()]),
  elapsed_seconds: Type.Number({ minimum: 0 }),
  remaining_seconds: Type.Union([Type.Number({ minimum: 0 }), Type.Null()]),
});
export type JobProgress = Static<typeof JobProgress>;
