import { wireTime } from '@pingvas/http';
import type { Storage } from '@pingvas/storage';
import { afterSeconds, type Clock } from '../clock.ts';
import type { ImageRow } from './images.repository.ts';

/** How long a signed link works (API contract 2). */
export const LINK_SECONDS = 3_600;

export interface ImageLinks {
  url: string;
  preview_url: string;
  thumbnail_url: string;
  urls_expire_at: string;
}

type Keys = Pick<ImageRow, 'key' | 'previewKey' | 'thumbnailKey'>;

/** Signs the links of an image's three objects; no request goes out for that. */
export type SignLinks = (keys: Keys) => Promise<ImageLinks>;

export const createSignLinks =
  ({ storage, clock }: { storage: Storage; clock: Clock }): SignLinks =>
  async ({ key, previewKey, thumbnailKey }) => {
    // Taken before the links are signed, so that none ends before the time that is told.
    const urls_expire_at = wireTime(afterSeconds(clock.now(), LINK_SECONDS));
    const sign = (object: string): Promise<string> => storage.signedUrl(object, { expiresInSeconds: LINK_SECONDS });
    const [url, preview_url, thumbnail_url] = await Promise.all([sign(key), sign(previewKey), sign(thumbnailKey)]);
    return { url, preview_url, thumbnail_url, urls_expire_at };
  };
