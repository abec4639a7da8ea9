import type { Variant } from './downloads.schemas.ts';

const EXTENSIONS: Readonly<Record<string, string>> = { 'image/png': 'png', 'image/jpeg': 'jpg', 'image/webp': 'webp' };
const MAX_TITLE_LENGTH = 80;

interface Named {
  id: string;
  title: string | null;
  mimeType: string;
}

/** What a saved file is called: after the image's title, else its id. The small variants are always WebP. */
export function fileName({ id, title, mimeType }: Named, variant: Variant): string {
  const stem = wordsOf(title ?? '') || `pingvas-${id}`;
  return variant === 'original' ? `${stem}.${EXTENSIONS[mimeType] ?? 'png'}` : `${stem}-${variant}.webp`;
}

/** Letters and digits of any script, the rest as single dashes: no file system minds. */
const wordsOf = (title: string): string =>
  Array.from(title.replace(/[^\p{L}\p{M}\p{N}]+/gu, '-'))
    .slice(0, MAX_TITLE_LENGTH)
    .join('')
    .replace(/^-+|-+$/g, '');
