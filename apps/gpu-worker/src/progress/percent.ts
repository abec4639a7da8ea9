import type { JobProgress } from '@pingvas/queue';

export type Stage = JobProgress['stage'];

/** Where an image is while it is made: `fraction` of its stage, 0 to 1. */
export type StagePosition = { readonly stage: Stage; readonly fraction: number };

/** Share of one image's way that lies before each stage, and the stage's own share. */
const way: Readonly<Record<Stage, { readonly from: number; readonly share: number }>> = {
  loading_model: { from: 0, share: 0 },
  encoding: { from: 0, share: 0.02 },
  denoising: { from: 0.02, share: 0.9 },
  decoding: { from: 0.92, share: 0.04 },
  uploading: { from: 0.96, share: 0.04 },
};

const clamp = (value: number): number => Math.min(1, Math.max(0, value));

/**
 * Share of the whole job that is done, 0 to 1: `finished` of `total` images, and the position of the one being made.
 */
export const jobFraction = (finished: number, total: number, { stage, fraction }: StagePosition): number => {
  const { from, share } = way[stage];
  return clamp((finished + from + share * clamp(fraction)) / total);
};
