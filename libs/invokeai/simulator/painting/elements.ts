import { css, mix, type Mood } from './mood.ts';
import type { Random } from './random.ts';
import { ridge } from './ridge.ts';
import type { Canvas } from './canvas.ts';

const n = (value: number): string => value.toFixed(1);
const stop = (offset: number, colour: string, opacity = 1): string =>
  `<stop offset="${offset}" stop-color="${colour}" stop-opacity="${opacity}"/>`;
const rectangle = ({ width }: Canvas, y: number, height: number, fill: string): string =>
  `<rect y="${n(y)}" width="${n(width)}" height="${n(height)}" fill="${fill}"/>`;

export function sky(canvas: Canvas, { sky: [top, middle, horizon] }: Mood): string {
  const stops = stop(0, top) + stop(0.55, middle) + stop(1, horizon);
  return `<linearGradient id="sky" x2="0" y2="1">${stops}</linearGradient>${rectangle(canvas, 0, canvas.height, 'url(#sky)')}`;
}

export function stars({ width, horizon }: Canvas, random: Random): string {
  const star = (): string => {
    const [x, y, r] = [random.between(0, width), random.between(0, horizon * 0.85), random.between(0.6, 2.2)];
    return `<circle cx="${n(x)}" cy="${n(y)}" r="${n(r)}" fill="#fff" opacity="${random.between(0.35, 0.95).toFixed(2)}"/>`;
  };
  return Array.from({ length: 110 }, star).join('');
}

/** Sun or moon with its glow. */
export function disc({ width, horizon }: Canvas, { disc: colour, night }: Mood, random: Random): string {
  const [x, y, r] = [random.between(0.18, 0.82) * width, random.between(0.25, 0.72) * horizon, random.between(38, 72)];
  const glow = `<radialGradient id="glow">${stop(0, colour, 0.75)}${stop(0.35, colour, 0.25)}${stop(1, colour, 0)}</radialGradient>`;
  const circle = (radius: number, fill: string): string =>
    `<circle cx="${n(x)}" cy="${n(y)}" r="${n(radius)}" fill="${fill}"/>`;
  return glow + circle(r * (night ? 4 : 6.5), 'url(#glow)') + circle(r, colour);
}

/** Flat clouds: heaps of ellipses that fade to their edges. */
export function clouds({ width, horizon }: Canvas, { disc: colour, night }: Mood, random: Random): string {
  const opacity = night ? 0.1 : 0.42;
  const fade = `<radialGradient id="cloud">${stop(0, colour, opacity)}${stop(0.6, colour, opacity * 0.5)}${stop(1, colour, 0)}</radialGradient>`;
  const heap = (): string => {
    const [x, y, w] = [random.between(0, width), random.between(0.12, 0.8) * horizon, random.between(120, 300)];
    const puff = (): string => {
      const [dx, dy] = [random.between(-0.7, 0.7) * w, random.between(-12, 12)];
      const [rx, ry] = [w * random.between(0.35, 0.8), random.between(9, 24)];
      return `<ellipse cx="${n(x + dx)}" cy="${n(y + dy)}" rx="${n(rx)}" ry="${n(ry)}" fill="url(#cloud)"/>`;
    };
    return Array.from({ length: 5 }, puff).join('');
  };
  return fade + Array.from({ length: 6 }, heap).join('');
}

export function birds({ width, horizon }: Canvas, { near }: Mood, random: Random): string {
  const [x, y] = [random.between(0.2, 0.7) * width, random.between(0.2, 0.5) * horizon];
  const bird = (): string => {
    const [bx, by, s] = [x + random.between(0, 150), y + random.between(-35, 35), random.between(6, 13)];
    const wing = `M${n(bx - s)} ${n(by - s * 0.5)}Q${n(bx - s * 0.4)} ${n(by - s * 0.6)} ${n(bx)} ${n(by)}Q${n(bx + s * 0.4)} ${n(by - s * 0.6)} ${n(bx + s)} ${n(by - s * 0.5)}`;
    return `<path d="${wing}" fill="none" stroke="${css(near)}" stroke-width="2" opacity=".7"/>`;
  };
  return Array.from({ length: Math.floor(random.between(0, 7)) }, bird).join('');
}

const LAYERS = 6;

/** Ridges from far and hazy to near and dark, mist between them. */
export function hills(canvas: Canvas, mood: Mood, random: Random): string {
  const { height, horizon } = canvas;
  const layer = (_: unknown, index: number): string => {
    const depth = index / (LAYERS - 1);
    const colour = mix(mood.far, mood.near, depth ** 1.1);
    const top = horizon - 60 + depth * (height - horizon) * 0.92;
    const path = ridge({
      canvas,
      random,
      top,
      relief: 150 * (1 - depth * 0.55),
      jagged: mood.jagged && index < 3,
      trees: mood.trees && index >= LAYERS - 2,
    });
    const haze = mix(colour, mood.far, 0.45);
    const id = `hill${index}`;
    const gradient = `<linearGradient id="${id}" x2="0" y2="1">${stop(0, css(colour))}${stop(1, css(haze))}</linearGradient>`;
    return `${gradient}<path d="${path}" fill="url(#${id})"/>`;
  };
  return Array.from({ length: LAYERS }, layer).join('');
}

/** A lake in front, with the sky in it and glints on it. */
export function water(canvas: Canvas, { sky: [top, , horizon], disc: colour }: Mood, random: Random): string {
  const y = canvas.height * random.between(0.8, 0.86);
  const stops = stop(0, horizon, 0.95) + stop(1, top, 0.95);
  const glint = (): string => {
    const [x, gy, w] = [random.between(0, canvas.width), random.between(y + 4, canvas.height), random.between(30, 160)];
    return `<rect x="${n(x)}" y="${n(gy)}" width="${n(w)}" height="1.6" rx=".8" fill="${colour}" opacity="${random.between(0.12, 0.5).toFixed(2)}"/>`;
  };
  const surface = rectangle(canvas, y, canvas.height - y, 'url(#water)');
  return `<linearGradient id="water" x2="0" y2="1">${stops}</linearGradient>${surface}${Array.from({ length: 42 }, glint).join('')}`;
}
