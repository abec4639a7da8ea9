import { etagOf } from '@pingvas/http';
import type { Image } from './image.schema.ts';

/**
 * An image's state without what others change: links are signed anew by each answer, counters move with each look. Otherwise
 * `If-Match` would fail on every picture that somebody looks at.
 */
export const imageEtag = (image: Image): string => {
  const { url, preview_url, thumbnail_url, urls_expire_at, like_count, view_count, ...state } = image;
  return etagOf(JSON.stringify(state));
};
