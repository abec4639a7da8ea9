import { notFound, serviceUnavailable } from '@pingvas/errors';
import type { Storage } from '@pingvas/storage';
import type { Clock } from '../clock.ts';
import type { GalleryDb } from '../database.ts';
import { LINK_SECONDS } from '../images/image-links.ts';
import type { ImageRow } from '../images/images.repository.ts';
import { requireImage } from '../images/show-image.ts';
import { identityOf, type Viewer } from '../images/viewer.ts';
import type { Download, Variant } from './downloads.schemas.ts';
import { fileName } from './file-name.ts';

const RETRY_SECONDS = 5;

export interface DownloadsService {
  /**
   * A link that saves one file of an image.
   * @throws AppError NOT_FOUND; SERVICE_UNAVAILABLE when the store does not answer
   */
  link(viewer: Viewer, imageId: string, variant: Variant): Promise<Download>;
}

interface Parts {
  db: GalleryDb;
  clock: Clock;
  storage: Storage;
}

export function createDownloadsService({ db, clock, storage }: Parts): DownloadsService {
  return {
    async link(viewer, imageId, variant) {
      const { row } = await db.withUser(identityOf(viewer), (tx) => requireImage(tx, imageId, clock.now()));
      const key = KEYS[variant](row);
      const file_size_bytes = variant === 'original' ? row.fileSizeBytes : await sizeOf(storage, key);
      const file_name = fileName(row, variant);
      return {
        download_url: await storage.signedUrl(key, { expiresInSeconds: LINK_SECONDS, downloadName: file_name }),
        expires_in_seconds: LINK_SECONDS,
        file_name,
        file_size_bytes,
      };
    },
  };
}

const KEYS: Readonly<Record<Variant, (row: ImageRow) => string>> = {
  original: ({ key }) => key,
  preview: ({ previewKey }) => previewKey,
  thumbnail: ({ thumbnailKey }) => thumbnailKey,
};

/** Of the small files only the store knows it. */
async function sizeOf(storage: Storage, key: string): Promise<number> {
  const info = await storage.head(key).catch((error: unknown) => {
    throw serviceUnavailable(RETRY_SECONDS, error);
  });
  // Purged since its row was read.
  if (info === undefined) throw notFound();
  return info.sizeBytes;
}
