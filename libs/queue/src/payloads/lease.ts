import { Type, type Static } from 'typebox';
import { Id, ImageIndex, Seed, Sha256 } from './primitives.ts';
import { StoredImage } from './stored-image.ts';

const LeasedModel = Type.Object({
  id: Id,
  name: Type.String({ minLength: 1 }),
  base: Type.Enum(['sd15', 'sd21', 'sdxl']),
  /** The key under which every runtime knows the model: our own, equal on every pod. */
  runtime_key: Type.String({ minLength: 1 }),
  sha256: Sha256,
  /** Relative to the store of models that is mounted into the pod, or absolute. */
  path: Type.String({ minLength: 1 }),
});

const Parameters = Type.Object({
  width: Type.Integer({ minimum: 64, maximum: 2048 }),
  height: Type.Integer({ minimum: 64, maximum: 2048 }),
  steps: Type.Integer({ minimum: 1, maximum: 150 }),
  cfg_scale: Type.Number({ minimum: 1, maximum: 20 }),
  seed: Seed,
  sampler: Type.String({ minLength: 1 }),
  clip_skip: Type.Integer({ minimum: 0, maximum: 12 }),
  cfg_rescale_multiplier: Type.Number({ minimum: 0, exclusiveMaximum: 1 }),
});

/** An image that is still to be made; its id was made with the job, so a second attempt makes the same image. */
const MissingImage = Type.Object({ image_id: Id, index: ImageIndex, seed: Seed });

/**
 * One lease of one job: everything a worker needs, because a worker has no database.
 *
 * `attempt` is the number that this start will have; `lease` rises with every lease of the job and is the fence.
 * A field that is added later must be optional: leases of the older form are in flight while the code changes.
 */
export const LeasePayload = Type.Object({
  job_id: Id,
  user_id: Id,
  lease: Type.Integer({ minimum: 1 }),
  attempt: Type.Integer({ minimum: 1 }),
  gpu_class: Type.String({ minLength: 1 }),
  mode: Type.Literal('txt2img'),
  model: LeasedModel,
  prompt: Type.String(),
  negative_prompt: Type.Union([Type.String(), Type.Null()]),
  parameters: Parameters,
  num_images: Type.Integer({ minimum: 1, maximum: 10 }),
  images: Type.Array(MissingImage, { maxItems: 10 }),
  stored_images: Type.Array(StoredImage, { maxItems: 10 }),
  run_limit_seconds: Type.Number({ exclusiveMinimum: 0 }),
  held_credits: Type.Integer({ minimum: 0 }),
  rate_percent: Type.Integer({ minimum: 0 }),
});
export type LeasePayload = Static<typeof LeasePayload>;

/** The name of a lease wherever one is needed: `<job>-<lease>`. */
export const leaseIdOf = ({ job_id, lease }: { job_id: string; lease: number }): string => `${job_id}-${lease}`;
