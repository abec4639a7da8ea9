import sharp, { type Sharp } from 'sharp';
import { randomOf } from './random.ts';
import { sceneOf } from './scene.ts';

export interface Picture {
  prompt: string;
  seed: number;
  width: number;
  height: number;
}

/** Draws at the density that gives the SVG its size in pixels, so that nothing is scaled afterwards. */
function rasterise(svg: string, width: number, height: number): Sharp {
  const sized = svg.replace('<svg ', `<svg width="${width}" height="${height}" `);
  return sharp(Buffer.from(sized)).flatten();
}

/** The finished picture as PNG, RGB, exactly `width` × `height`. The same input gives the same pixels. */
export const paint = ({ prompt, seed, width, height }: Picture): Promise<Buffer> =>
  rasterise(sceneOf(prompt, seed, width / height), width, height)
    .png({ compressionLevel: 1, adaptiveFiltering: false })
    .toBuffer();

/** Previews that differ; the steps of a long run share them. Each costs about a millisecond. */
const LEVELS = 5;

interface Thumbnail {
  data: Buffer;
  width: number;
  height: number;
}

async function thumbnail({ prompt, seed, width, height }: Picture): Promise<Thumbnail> {
  const [w, h] = [Math.max(1, Math.round(width / 8)), Math.max(1, Math.round(height / 8))];
  const data = await rasterise(sceneOf(prompt, seed, width / height), w, h)
    .removeAlpha()
    .raw()
    .toBuffer();
  return { data, width: w, height: h };
}

/** The picture under grey grain: all grain at `share` 1, none at 0. */
function veil({ data }: Thumbnail, seed: number, share: number): Buffer {
  const random = randomOf(`grain/${seed}`);
  return Buffer.from(data.map((value) => value * (1 - share) + random.between(50, 210) * share));
}

/**
 * Previews of a picture that comes out of noise, at an eighth of its size, as JPEG data URLs.
 * The returned function takes the share of the work that is done, 0..1.
 */
export function createPreviews(picture: Picture): (fraction: number) => Promise<string> {
  const drawn = new Map<number, Promise<string>>();
  let clear: Promise<Thumbnail> | undefined;

  async function draw(level: number): Promise<string> {
    clear ??= thumbnail(picture);
    const small = await clear;
    const { width, height } = small;
    const veiled = veil(small, picture.seed, 1 - level / LEVELS);
    const jpeg = await sharp(veiled, { raw: { width, height, channels: 3 } })
      .jpeg({ quality: 75 })
      .toBuffer();
    return `data:image/jpeg;base64,${jpeg.toString('base64')}`;
  }

  return (fraction) => {
    const level = Math.round(fraction * LEVELS);
    const known = drawn.get(level) ?? draw(level);
    drawn.set(level, known);
    return known;
  };
}
