import { createHash } from 'node:crypto';
import sharp from 'sharp';
import { CorruptPicture } from './corrupt-picture.ts';
import { provenanceXmp, withProvenance } from './provenance.ts';

const PREVIEW_SIDE_PX = 1024;
const THUMBNAIL_SIDE_PX = 256;
const WEBP = { quality: 82, effort: 3 } as const;

/** A finished picture: what is stored, and what its row says about it. */
export type Picture = {
  readonly png: Buffer;
  readonly preview: Buffer;
  readonly thumbnail: Buffer;
  readonly width: number;
  readonly height: number;
  /** Of the PNG file as it is stored. */
  readonly sha256: string;
  /** Of the decoded pixels, 8-bit RGB row by row: equal for equal pictures, whatever the file around them. */
  readonly pixelSha256: string;
};

type Pixels = { readonly data: Buffer; readonly width: number; readonly height: number };

/**
 * Makes the stored forms of what the runtime delivered: the PNG with nothing but the mark of provenance, a WebP of at most
 * 1024 px and one of at most 256 px on the longer side, both marked as well. A picture is never enlarged.
 * Throws `CorruptPicture` unless `delivered` is a whole PNG of exactly `expected` size that decodes.
 */
export const makePicture = async (
  delivered: Buffer,
  expected: { readonly width: number; readonly height: number },
): Promise<Picture> => {
  const png = withProvenance(delivered);
  const pixels = await decode(png);
  if (pixels.width !== expected.width || pixels.height !== expected.height) {
    throw new CorruptPicture(`picture of ${pixels.width}x${pixels.height}, not ${expected.width}x${expected.height}`);
  }
  const [preview, thumbnail] = await Promise.all([webp(pixels, PREVIEW_SIDE_PX), webp(pixels, THUMBNAIL_SIDE_PX)]);
  const { width, height } = pixels;
  return { png, preview, thumbnail, width, height, sha256: sha256(png), pixelSha256: sha256(pixels.data) };
};

const decode = async (png: Buffer): Promise<Pixels> => {
  try {
    const image = sharp(png, { failOn: 'warning' }).toColourspace('srgb').removeAlpha().raw({ depth: 'uchar' });
    const { data, info } = await image.toBuffer({ resolveWithObject: true });
    return { data, width: info.width, height: info.height };
  } catch (error) {
    throw new CorruptPicture('PNG that cannot be decoded', { cause: error });
  }
};

const webp = ({ data, width, height }: Pixels, sidePx: number): Promise<Buffer> =>
  sharp(data, { raw: { width, height, channels: 3 } })
    .resize({ width: sidePx, height: sidePx, fit: 'inside', withoutEnlargement: true })
    .webp(WEBP)
    .withXmp(provenanceXmp)
    .toBuffer();

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
