import { Type, type Static } from 'typebox';
import { Id, ImageIndex, Milliseconds, Seed, Sha256 } from './primitives.ts';

/** An image whose three objects are in the store. `gpu_ms` is the time the runtime worked on this image alone. */
export const StoredImage = Type.Object({
  image_id: Id,
  index: ImageIndex,
  seed: Seed,
  key: Type.String({ minLength: 1 }),
  preview_key: Type.String({ minLength: 1 }),
  thumbnail_key: Type.String({ minLength: 1 }),
  width: Type.Integer({ minimum: 1 }),
  height: Type.Integer({ minimum: 1 }),
  file_size_bytes: Type.Integer({ minimum: 1 }),
  mime_type: Type.String(),
  sha256: Sha256,
  pixel_sha256: Sha256,
  gpu_ms: Milliseconds,
});
export type StoredImage = Static<typeof StoredImage>;
