import { familyOf, findSampler } from '@pingvas/model-families';
import type { CatalogueModel } from '../catalogue/catalogue.repository.ts';
import type { CreateRequest } from './create.schema.ts';

/** A request's parameters with every default filled in: what the job shows and the worker runs. */
export interface JobParameters {
  width: number;
  height: number;
  steps: number;
  cfg_scale: number;
  guidance?: number;
  seed: number;
  sampler: string;
  clip_skip: number;
  cfg_rescale_multiplier: number;
  vae_id: string | null;
  loras: NonNullable<Given['loras']>;
  controlnets: NonNullable<Given['controlnets']>;
  ip_adapter: NonNullable<Given['ip_adapter']> | null;
}
type Given = NonNullable<CreateRequest['parameters']>;

export const SEEDS = 2 ** 32;
const DEFAULT_SIDE_PX = 512;
const DEFAULT_STEPS = 20;

const capped = (side: number, maxSidePx: number, multiple: number): number => {
  const allowed = Math.min(side, maxSidePx);
  return allowed - (allowed % multiple);
};

/**
 * Fills in what a request left out: the model's defaults (sizes capped to the tier), then the contract's.
 * @param randomSeed used when the request asks for a random seed
 */
export function fillParameters(
  given: Given,
  model: CatalogueModel,
  maxSidePx: number,
  randomSeed: number,
): JobParameters {
  const { defaults, base } = model;
  const { dimensionMultiple, cfgScale, guided } = familyOf(base);
  const side = (asked: number | undefined, own: number | undefined) =>
    asked ?? capped(own ?? DEFAULT_SIDE_PX, maxSidePx, dimensionMultiple);
  return {
    width: side(given.width, defaults.width),
    height: side(given.height, defaults.height),
    steps: given.steps ?? defaults.steps ?? DEFAULT_STEPS,
    cfg_scale: given.cfg_scale ?? defaults.cfg_scale ?? cfgScale,
    ...(guided ? { guidance: given.guidance ?? 4 } : {}),
    seed: (given.seed ?? -1) < 0 ? randomSeed : (given.seed ?? randomSeed),
    sampler:
      given.sampler === undefined ? (defaults.sampler ?? 'euler') : (findSampler(given.sampler)?.name ?? given.sampler),
    clip_skip: given.clip_skip ?? 0,
    cfg_rescale_multiplier: given.cfg_rescale_multiplier ?? 0,
    vae_id: given.vae_id ?? null,
    loras: given.loras ?? [],
    controlnets: given.controlnets ?? [],
    ip_adapter: given.ip_adapter ?? null,
  };
}
