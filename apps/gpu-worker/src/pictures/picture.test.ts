import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { CorruptPicture } from './corrupt-picture.ts';
import { makePicture } from './picture.ts';
import { joinChunks, makeChunk, readChunks } from './png-chunks.ts';
import { provenanceXmp, withProvenance } from './provenance.ts';

const gradient = (width: number, height: number): Buffer =>
  Buffer.from(Array.from({ length: width * height * 3 }, (_, at) => (at * 7) % 256));

const pngOf = (width: number, height: number): Promise<Buffer> =>
  sharp(gradient(width, height), { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();

const withText = (png: Buffer, text: string): Buffer => {
  const [header, ...rest] = readChunks(png);
  if (!header) throw new Error('no header');
  return joinChunks([header, makeChunk('tEXt', Buffer.from(`invokeai_graph\0${text}`)), ...rest]);
};

describe('a stored picture', () => {
  test('holds no word of the prompt that the runtime wrote into it', async () => {
    const picture = await makePicture(withText(await pngOf(64, 64), 'a secret lighthouse'), { width: 64, height: 64 });
    for (const file of [picture.png, picture.preview, picture.thumbnail]) {
      expect(file.includes('lighthouse')).toBe(false);
      expect(file.includes('invokeai')).toBe(false);
    }
  });

  test('says in all three files that a model made it, readable by other software', async () => {
    const picture = await makePicture(await pngOf(64, 64), { width: 64, height: 64 });
    for (const file of [picture.png, picture.preview, picture.thumbnail]) {
      const { xmp } = await sharp(file).metadata();
      expect(xmp?.toString('utf8')).toContain('digitalsourcetype/trainedAlgorithmicMedia');
    }
    expect(provenanceXmp).toContain('DigitalSourceType');
  });

  test('has the pixels that were delivered, and a hash of them that ignores the file around them', async () => {
    const png = await pngOf(80, 64);
    const plain = await makePicture(png, { width: 80, height: 64 });
    const dressed = await makePicture(withText(png, 'other'), { width: 80, height: 64 });
    const recompressed = await makePicture(await sharp(png).png({ compressionLevel: 1 }).toBuffer(), plain);
    expect(await sharp(plain.png).raw().toBuffer()).toEqual(gradient(80, 64));
    expect(dressed.pixelSha256).toBe(plain.pixelSha256);
    expect(recompressed.pixelSha256).toBe(plain.pixelSha256);
    expect(recompressed.sha256).not.toBe(plain.sha256);
  });

  test.each([
    [64, 64, 64, 64],
    [640, 512, 256, 205],
    [512, 2048, 64, 256],
  ])(
    'of %i x %i has a thumbnail of %i x %i, never larger than itself',
    async (width, height, thumbWidth, thumbHeight) => {
      const picture = await makePicture(await pngOf(width, height), { width, height });
      const thumbnail = await sharp(picture.thumbnail).metadata();
      const preview = await sharp(picture.preview).metadata();
      expect([thumbnail.format, thumbnail.width, thumbnail.height]).toEqual(['webp', thumbWidth, thumbHeight]);
      expect(Math.max(preview.width, preview.height)).toBe(Math.min(1024, Math.max(width, height)));
    },
  );
});

describe('a corrupt picture is refused:', () => {
  test('one of another size', async () => {
    await expect(makePicture(await pngOf(64, 72), { width: 64, height: 64 })).rejects.toThrow(CorruptPicture);
  });

  test('no PNG at all', async () => {
    const jpeg = await sharp(await pngOf(64, 64))
      .jpeg()
      .toBuffer();
    await expect(makePicture(jpeg, { width: 64, height: 64 })).rejects.toThrow('not a PNG');
    await expect(makePicture(Buffer.from('<html>'), { width: 64, height: 64 })).rejects.toThrow(CorruptPicture);
  });

  test('pixels that cannot be decoded behind right checksums', async () => {
    const chunks = readChunks(await pngOf(64, 64));
    const broken = chunks.map((chunk) => (chunk.type === 'IDAT' ? makeChunk('IDAT', Buffer.alloc(40, 1)) : chunk));
    await expect(makePicture(joinChunks(broken), { width: 64, height: 64 })).rejects.toThrow(CorruptPicture);
  });

  test('one that is cut off anywhere', async () => {
    const png = await pngOf(16, 16);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: png.length - 1 }), (end) => {
        expect(() => withProvenance(png.subarray(0, end))).toThrow(CorruptPicture);
      }),
    );
  });

  test('one with any byte changed', async () => {
    const png = await pngOf(16, 16);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: png.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const changed = Buffer.from(png);
        changed[at] = (changed[at] ?? 0) ^ flip;
        expect(() => withProvenance(changed)).toThrow(CorruptPicture);
      }),
    );
  });
});
