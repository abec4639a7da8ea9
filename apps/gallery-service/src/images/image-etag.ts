import { etagOf } from '@pingvas/http';
import type { Image } from './image.schema.ts';

/** Links are signed anew by each answer, counters move with each look of somebody else. */
const NO_STATE = {
  url: undefined,
  preview_url: undefined,
  thumbnail_url: undefined,
  urls_expire_at: undefined,
  like_count: undefined,
  view_count: undefined,
} satisfies { [Member in keyof Image]?: undefined };

/** An image's state without what others change: `If-Match` would fail on every picture that somebody looks at. */
export const imageEtag = (image: Image): string => etagOf(JSON.stringify({ ...image, ...NO_STATE }));
