import { afterSeconds } from '../clock.ts';

/** A key signs only when every cache of the key set has had this long to learn it (API contract 1.2). */
const PUBLISHED_FOR_SECONDS = 24 * 3600;

/**
 * The key that signs at a moment: the newest of those published for 24 hours, so that a new key takes over by itself a day after
 * it was added. While none is that old (a new installation), the oldest.
 * @param keys oldest first, at least one
 */
export function signerAt<Key extends { publishedAt: Date }>(keys: readonly [Key, ...Key[]], now: Date): Key {
  const settled = keys.filter(({ publishedAt }) => afterSeconds(publishedAt, PUBLISHED_FOR_SECONDS) <= now);
  return settled.at(-1) ?? keys[0];
}
