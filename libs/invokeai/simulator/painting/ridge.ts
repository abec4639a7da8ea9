import type { Random } from './random.ts';
import type { Canvas } from './canvas.ts';

interface Ridge {
  canvas: Canvas;
  random: Random;
  /** Mean height of the line, from the top. */
  top: number;
  /** Largest rise above it. */
  relief: number;
  jagged: boolean;
  trees: boolean;
}

const POINTS = 64;

interface Wave {
  length: number;
  phase: number;
  share: number;
}

/** Sines of rising frequency and falling height; jagged ones are folded into peaks. */
function rise(waves: readonly Wave[], t: number, jagged: boolean): number {
  return waves.reduce((sum, { length, phase, share }) => {
    const wave = Math.sin(t * length * 2 * Math.PI + phase);
    return sum + share * (jagged ? 1 - 2 * Math.abs(wave) : wave);
  }, 0);
}

/** A small fir that stands on the line. */
function fir(x: number, y: number, size: number): string {
  return `L${x.toFixed(1)} ${y.toFixed(1)}L${(x + size * 0.32).toFixed(1)} ${(y - size).toFixed(1)}L${(x + size * 0.64).toFixed(1)} ${y.toFixed(1)}`;
}

/** The outline of one row of hills down to the lower edge, as SVG path data. */
export function ridge({ canvas: { width, height }, random, top, relief, jagged, trees }: Ridge): string {
  const waves = [0, 1, 2, 3].map((octave) => ({
    length: random.between(0.7, 1.5) * 1.9 ** octave,
    phase: random.between(0, 2 * Math.PI),
    share: (jagged ? 0.5 : 0.55) ** (octave + 1),
  }));
  const points = Array.from({ length: POINTS + 1 }, (_, index) => {
    const x = (index / POINTS) * width;
    const y = top - relief * rise(waves, index / POINTS, jagged);
    const line = `L${x.toFixed(1)} ${y.toFixed(1)}`;
    return trees && random.chance(0.62) ? fir(x, y + 2, random.between(14, 34)) : line;
  });
  return `M0 ${height.toFixed(1)}${points.join('')}L${width.toFixed(1)} ${height.toFixed(1)}Z`;
}
