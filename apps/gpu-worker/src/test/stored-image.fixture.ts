import { randomUUID } from 'node:crypto';
import type { StoredImage } from '@pingvas/queue';

/** The row of an image that an earlier attempt, or an earlier step, has stored. */
export const storedImage = (index: number): StoredImage => ({
  image_id: randomUUID(),
  index,
  seed: 42 + index,
  key: `image-${index}.png`,
  preview_key: `image-${index}.1024.webp`,
  thumbnail_key: `image-${index}.256.webp`,
  width: 64,
  height: 64,
  file_size_bytes: 1000,
  mime_type: 'image/png',
  sha256: 'a'.repeat(64),
  pixel_sha256: 'b'.repeat(64),
  gpu_ms: 100,
});
