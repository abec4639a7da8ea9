import { randomOf } from './random.ts';

export interface Mood {
  /** Sky from top to horizon: three colours, `hsl(h s% l%)`. */
  sky: readonly [string, string, string];
  disc: string;
  /** Hills from the farthest to the nearest. */
  far: Hsl;
  near: Hsl;
  night: boolean;
  water: boolean;
  jagged: boolean;
  trees: boolean;
}

export interface Hsl {
  hue: number;
  saturation: number;
  lightness: number;
}

export const css = ({ hue, saturation, lightness }: Hsl): string =>
  `hsl(${hue.toFixed(1)} ${saturation.toFixed(1)}% ${lightness.toFixed(1)}%)`;

/** The colour a share `t` (0..1) of the way; hues go the short way round. */
export function mix(a: Hsl, b: Hsl, t: number): Hsl {
  const turn = ((b.hue - a.hue + 540) % 360) - 180;
  return {
    hue: (a.hue + turn * t + 360) % 360,
    saturation: a.saturation + (b.saturation - a.saturation) * t,
    lightness: a.lightness + (b.lightness - a.lightness) * t,
  };
}

const hsl = (hue: number, saturation: number, lightness: number): Hsl => ({
  hue: (hue + 360) % 360,
  saturation,
  lightness,
});

type Hour = 'dawn' | 'day' | 'dusk' | 'night';
const hours: readonly Hour[] = ['dawn', 'day', 'dusk', 'night'];

const hourWords: Record<Hour, RegExp> = {
  night: /\b(night|midnight|moon|stars?|starry|galaxy|neon|cyberpunk)\b/i,
  dusk: /\b(dusk|sunset|evening|twilight|autumn|fire|desert|mars)\b/i,
  dawn: /\b(dawn|sunrise|morning|spring|mist|misty|fog|pastel)\b/i,
  day: /\b(day|noon|summer|sunny|blue sky|beach|tropical)\b/i,
};

/** Top, middle and horizon of the sky, sun or moon, farthest and nearest hill, all turned by `shift` degrees. */
const palettes: Record<Hour, (shift: number) => readonly [Hsl, Hsl, Hsl, Hsl, Hsl, Hsl]> = {
  dawn: (s) => [
    hsl(218 + s, 48, 62),
    hsl(328 + s, 50, 80),
    hsl(32 + s, 84, 85),
    hsl(46, 96, 93),
    hsl(262 + s, 28, 74),
    hsl(236 + s, 36, 25),
  ],
  day: (s) => [
    hsl(210 + s, 72, 50),
    hsl(203 + s, 70, 68),
    hsl(192 + s, 62, 87),
    hsl(52, 98, 94),
    hsl(196 + s, 34, 68),
    hsl(148 + s, 44, 21),
  ],
  dusk: (s) => [
    hsl(252 + s, 46, 28),
    hsl(330 + s, 58, 52),
    hsl(24 + s, 92, 66),
    hsl(42, 100, 84),
    hsl(338 + s, 40, 50),
    hsl(262 + s, 44, 13),
  ],
  night: (s) => [
    hsl(234 + s, 56, 9),
    hsl(222 + s, 50, 20),
    hsl(204 + s, 44, 38),
    hsl(52, 36, 92),
    hsl(214 + s, 34, 32),
    hsl(228 + s, 46, 6),
  ],
};

/** Hour, palette and terrain of a prompt: its words decide where they can, its hash where they do not. */
export function moodOf(prompt: string): Mood {
  const random = randomOf(`mood/${prompt}`);
  const drawn = hours[Math.floor(random.next() * hours.length)] ?? 'day';
  const hour = [...hours].reverse().find((one) => hourWords[one].test(prompt)) ?? drawn;
  const [top, middle, horizon, disc, far, near] = palettes[hour](random.between(-26, 26));
  return {
    sky: [css(top), css(middle), css(horizon)],
    disc: css(disc),
    far,
    near,
    night: hour === 'night',
    water:
      /\b(sea|ocean|lake|river|water|beach|island|harbou?r|lighthouse|boat|ship)\b/i.test(prompt) ||
      random.chance(0.35),
    jagged: /\b(mountains?|alps|peaks?|cliffs?|canyon|castle|dragon)\b/i.test(prompt) || random.chance(0.4),
    trees: /\b(forest|trees?|woods?|pine|jungle|cabin)\b/i.test(prompt) || random.chance(0.5),
  };
}
