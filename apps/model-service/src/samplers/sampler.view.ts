import type { Sampler as SamplerRow } from '@pingvas/model-families';
import type { Sampler } from './samplers.schemas.ts';

/** A sampler as the API shows it. */
export const samplerView = ({ name, displayName, bases, recommended, typicalSteps }: SamplerRow): Sampler => ({
  name,
  display_name: displayName,
  bases: [...bases],
  recommended,
  typical_steps: { ...typicalSteps },
});
