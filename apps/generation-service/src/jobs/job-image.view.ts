import { wireTime } from '@pingvas/http';
import type { Storage } from '@pingvas/storage';
import type { JobImageRecord } from './job-record.ts';
import type { JobImage } from './job.schema.ts';

const LINK_SECONDS = 3_600;

/** Shows stored images of jobs with signed links; no request goes out for that. */
export type ShowImages = (images: readonly JobImageRecord[]) => Promise<JobImage[]>;

export const createShowImages =
  (storage: Storage): ShowImages =>
  (images) => {
    const expiresAt = wireTime(new Date(Date.now() + LINK_SECONDS * 1_000));
    const link = (key: string): Promise<string> => storage.signedUrl(key, { expiresInSeconds: LINK_SECONDS });
    return Promise.all(
      images.map(async (image): Promise<JobImage> => {
        const [url, preview_url, thumbnail_url] = await Promise.all([
          link(image.key),
          link(image.previewKey),
          link(image.thumbnailKey),
        ]);
        return {
          id: image.id,
          index: image.index ?? 0,
          seed: image.seed === null ? null : Number(image.seed),
          url,
          preview_url,
          thumbnail_url,
          width: image.width,
          height: image.height,
          urls_expire_at: expiresAt,
        };
      }),
    );
  };
