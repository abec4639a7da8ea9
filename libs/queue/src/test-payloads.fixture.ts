import { randomUUID } from 'node:crypto';
import type { LeasePayload } from './payloads/lease.ts';
import type { Outcome } from './payloads/outcome.ts';
import type { StoredImage } from './payloads/stored-image.ts';

export const lease = (overrides: Partial<LeasePayload> = {}): LeasePayload => ({
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
    runtime_key: 'sd15-base',
    sha256: 'a'.repeat(64),
    path: 'sd15-base',
  },
  prompt: 'a lighthouse',
  negative_prompt: null,
  parameters: {
    width: 512,
    height: 512,
    steps: 20,
    cfg_scale: 7.5,
    seed: 42,
    sampler: 'euler',
    clip_skip: 0,
    cfg_rescale_multiplier: 0,
  },
  num_images: 1,
  images: [{ image_id: randomUUID(), index: 0, seed: 42 }],
  stored_images: [],
  run_limit_seconds: 120,
  held_credits: 10,
  rate_percent: 100,
  ...overrides,
});

export const storedImage = (index: number): StoredImage => ({
  image_id: randomUUID(),
  index,
  seed: 42 + index,
  key: `image-${index}.png`,
  preview_key: `image-${index}.1024.webp`,
  thumbnail_key: `image-${index}.256.webp`,
  width: 512,
  height: 512,
  file_size_bytes: 1000,
  mime_type: 'image/png',
  sha256: 'a'.repeat(64),
  pixel_sha256: 'b'.repeat(64),
  gpu_ms: 1200,
});

export const outcome = (overrides: Partial<Outcome> = {}): Outcome => ({
  kind: 'started',
  job_id: randomUUID(),
  lease: 1,
  attempt: 1,
  worker_id: randomUUID(),
  gpu_class: 't4',
  started_at: '2026-11-21T07:00:01.240Z',
  images: [],
  gpu_ms: 0,
  model_load_ms: 0,
  cold_start_ms: 0,
  upload_ms: 0,
  warnings: [],
  model_name: 'sd15-base',
  total_steps: 20,
  ...overrides,
});
