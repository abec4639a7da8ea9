export { familyOf, type ModelFamily } from './families.ts';
export { SAMPLERS, findSampler, type Sampler, type SamplerBase } from './samplers.ts';
