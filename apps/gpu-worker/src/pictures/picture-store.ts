import { setTimeout as sleep } from 'node:timers/promises';
import type { LeasePayload, StoredImage } from '@pingvas/queue';
import type { Logger } from '@pingvas/logger';
import { imageKeys, type Storage } from '@pingvas/storage';
import type { Picture } from './picture.ts';

/** Pauses between the tries of one object; after the last the upload has failed. */
const RETRY_AFTER_MS = [200, 800, 2_000] as const;

/** The store did not take an object. The picture is lost, the job is worth another start. */
export class UploadFailed extends Error {
  override readonly name = 'UploadFailed';
}

type Made = {
  readonly image: LeasePayload['images'][number];
  readonly picture: Picture;
  /** GPU time of the run that made this picture. */
  readonly gpuMs: number;
};

export type PictureStore = {
  /**
   * Writes the three objects of an image under the keys of this lease and returns its row. An object that is already
   * there is this very one, from a repeated step. Throws `UploadFailed`.
   */
  store(lease: LeasePayload, made: Made): Promise<StoredImage>;
};

export const createPictureStore = ({ storage, logger }: { storage: Storage; logger: Logger }): PictureStore => {
  const put = async (key: string, body: Buffer, contentType: string): Promise<void> => {
    for (const waitMs of [...RETRY_AFTER_MS, null]) {
      try {
        await storage.put(key, body, { contentType, ifNoneMatch: '*' });
        return;
      } catch (error) {
        logger.warn({ err: error, key }, 'object not stored');
        if (waitMs === null) throw new UploadFailed('the store refuses the object', { cause: error });
        await sleep(waitMs);
      }
    }
  };

  return {
    async store(lease, { image, picture, gpuMs }) {
      const owner = { userId: lease.user_id, jobId: lease.job_id, imageId: image.image_id, lease: lease.lease };
      const keys = imageKeys(owner);
      await Promise.all([
        put(keys.original, picture.png, 'image/png'),
        put(keys.preview, picture.preview, 'image/webp'),
        put(keys.thumbnail, picture.thumbnail, 'image/webp'),
      ]);
      return {
        image_id: image.image_id,
        index: image.index,
        seed: image.seed,
        key: keys.original,
        preview_key: keys.preview,
        thumbnail_key: keys.thumbnail,
        width: picture.width,
        height: picture.height,
        file_size_bytes: picture.png.length,
        mime_type: 'image/png',
        sha256: picture.sha256,
        pixel_sha256: picture.pixelSha256,
        gpu_ms: Math.round(gpuMs),
      };
    },
  };
};
