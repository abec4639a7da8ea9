import sharp from 'sharp';

/** API contract 6.1: a preview is at most 16 KiB, counted here over the whole data URL. */
const LONGEST_URL = 16 * 1024;
const SIDE_PX = 256;
const QUALITIES = [60, 30, 10] as const;

const PREFIX = 'data:image/webp;base64,';
const DATA_URL = /^data:image\/[a-z]+;base64,/;

/**
 * The runtime's preview as a small WebP data URL, or null when there is none, it is no picture, or it stays too large.
 */
export const previewDataUrl = async (from: string | null): Promise<string | null> => {
  const prefix = from ? DATA_URL.exec(from)?.[0] : undefined;
  if (!from || !prefix) return null;
  const picture = Buffer.from(from.slice(prefix.length), 'base64');
  try {
    for (const quality of QUALITIES) {
      const url = PREFIX + (await webp(picture, quality)).toString('base64');
      if (url.length <= LONGEST_URL) return url;
    }
  } catch {
    // A preview is a courtesy: one that cannot be decoded is left out.
  }
  return null;
};

const webp = (picture: Buffer, quality: number): Promise<Buffer> =>
  sharp(picture)
    .resize({ width: SIDE_PX, height: SIDE_PX, fit: 'inside', withoutEnlargement: true })
    .webp({ quality, effort: 1 })
    .toBuffer();
