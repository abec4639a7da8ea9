import sharp from 'sharp';
import { expect, test } from 'vitest';
import { createPreviews, paint } from './painter.ts';

const picture = { prompt: 'a lighthouse at dusk', seed: 7, width: 96, height: 64 };
const pixels = async (png: Buffer): Promise<string> => (await sharp(png).raw().toBuffer()).toString('base64');

test('a picture is a PNG of exactly the asked size, in RGB', async () => {
  for (const [width, height] of [
    [64, 64],
    [512, 768],
    [1024, 64],
    [72, 2048],
  ] as const) {
    const found = await sharp(await paint({ ...picture, width, height })).metadata();
    expect(found).toMatchObject({ format: 'png', width, height, channels: 3 });
  }
});

test('the same prompt and seed give the same pixels; another prompt or seed others', async () => {
  const first = await pixels(await paint(picture));
  expect(await pixels(await paint(picture))).toBe(first);
  expect(await pixels(await paint({ ...picture, seed: 8 }))).not.toBe(first);
  expect(await pixels(await paint({ ...picture, prompt: 'a lighthouse at dawn' }))).not.toBe(first);
});

test('any text is a prompt', async () => {
  for (const prompt of ['', '<script>&"\'', '月明かりの海', '🦊'.repeat(500)]) {
    await expect(paint({ ...picture, prompt })).resolves.toBeInstanceOf(Buffer);
  }
});

test('a picture has more than one colour and is neither black nor white', async () => {
  const { channels } = await sharp(await paint(picture)).stats();
  expect(channels.every(({ mean, stdev }) => mean > 10 && mean < 245 && stdev > 5)).toBe(true);
});

test('previews are small JPEGs of an eighth of the size that come out of the noise', async () => {
  const previewAt = createPreviews({ ...picture, width: 512, height: 512 });
  const [start, end, again] = [await previewAt(0), await previewAt(1), await previewAt(1)];
  const bytes = Buffer.from(end.replace('data:image/jpeg;base64,', ''), 'base64');
  expect(await sharp(bytes).metadata()).toMatchObject({ format: 'jpeg', width: 64, height: 64 });
  expect(start).not.toBe(end);
  expect(again).toBe(end);
  expect(end.length).toBeLessThan(16 * 1024);
});
