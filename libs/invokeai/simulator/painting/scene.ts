import { birds, clouds, disc, hills, sky, stars, water } from './elements.ts';
import { moodOf } from './mood.ts';
import type { Canvas } from './canvas.ts';
import { randomOf } from './random.ts';

/** The side of the square in which a scene is described; the drawing stretches the canvas to the picture's shape. */
const UNIT = 1000;

/**
 * A landscape as an SVG document without a size: palette and terrain from the prompt, composition from the seed.
 * @param aspect width divided by height
 */
export function sceneOf(prompt: string, seed: number, aspect: number): string {
  const mood = moodOf(prompt);
  const random = randomOf(`scene/${seed}/${prompt}`);
  const canvas: Canvas = { width: UNIT * Math.sqrt(aspect), height: UNIT / Math.sqrt(aspect), horizon: 0 };
  canvas.horizon = canvas.height * random.between(0.58, 0.7);
  const layers = [
    sky(canvas, mood),
    mood.night ? stars(canvas, random) : '',
    disc(canvas, mood, random),
    clouds(canvas, mood, random),
    mood.night ? '' : birds(canvas, mood, random),
    hills(canvas, mood, random),
    mood.water ? water(canvas, mood, random) : '',
  ];
  const box = `0 0 ${canvas.width.toFixed(1)} ${canvas.height.toFixed(1)}`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${box}" preserveAspectRatio="none">${layers.join('')}</svg>`;
}
