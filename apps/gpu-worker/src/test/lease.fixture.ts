import { randomUUID } from 'node:crypto';
import type { LeasePayload } from '@pingvas/queue';

/** A lease of `numImages` 64 px images in 2 steps; `overrides` replace whole members. */
export const leaseOf = (numImages = 1, overrides: Partial<LeasePayload> = {}): LeasePayload => ({
  job_id: randomUUID(),
  user_id: randomUUID(),
  lease: 1,
  attempt: 1,
  gpu_class: 't4',
  mode: 'txt2img',
  model: {
    id: randomUUID(),
    name: 'sd15-base',
    base: 'sd15',
    runtime_key: 'sd15-base-key',
    sha256: 'a'.repeat(64),
    path: 'sd15-base',
  },
  prompt: 'a lighthouse',
  negative_prompt: null,
  parameters: {
    width: 64,
    height: 64,
    steps: 2,
    cfg_scale: 7.5,
    seed: 42,
    sampler: 'euler',
    clip_skip: 0,
    cfg_rescale_multiplier: 0,
  },
  num_images: numImages,
  images: Array.from({ length: numImages }, (_, index) => ({ image_id: randomUUID(), index, seed: 42 + index })),
  stored_images: [],
  run_limit_seconds: 120,
  held_credits: 10 * numImages,
  rate_percent: 100,
  ...overrides,
});
