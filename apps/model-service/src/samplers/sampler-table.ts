import type { Sampler } from './samplers.schemas.ts';

type Row = readonly [name: string, displayName: string, minSteps: number, maxSteps: number, mark?: 'recommended'];

/**
 * The thirty schedulers of the runtime, by its own names, the recommended ones first. All of them run with Stable Diffusion;
 * FLUX has three of its own kind under the same names.
 */
// prettier-ignore
const ROWS: readonly Row[] = [
  ['dpmpp_2m_k', 'DPM++ 2M Karras', 20, 40, 'recommended'],
  ['dpmpp_2m_sde_k', 'DPM++ 2M SDE Karras', 20, 40, 'recommended'],
  ['euler', 'Euler', 20, 40, 'recommended'],
  ['euler_a', 'Euler Ancestral', 20, 40, 'recommended'],
  ['unipc', 'UniPC', 10, 30, 'recommended'],
  ['lcm', 'LCM', 2, 10],
  ['tcd', 'TCD', 2, 10],
  ['ddim', 'DDIM', 20, 50],
  ['ddpm', 'DDPM', 50, 150],
  ['deis', 'DEIS', 15, 30],
  ['deis_k', 'DEIS Karras', 15, 30],
  ['dpmpp_2m', 'DPM++ 2M', 20, 40],
  ['dpmpp_2m_sde', 'DPM++ 2M SDE', 20, 40],
  ['dpmpp_2s', 'DPM++ 2S', 15, 30],
  ['dpmpp_2s_k', 'DPM++ 2S Karras', 15, 30],
  ['dpmpp_3m', 'DPM++ 3M', 20, 40],
  ['dpmpp_3m_k', 'DPM++ 3M Karras', 20, 40],
  ['dpmpp_sde', 'DPM++ SDE', 15, 30],
  ['dpmpp_sde_k', 'DPM++ SDE Karras', 15, 30],
  ['euler_k', 'Euler Karras', 20, 40],
  ['heun', 'Heun', 15, 30],
  ['heun_k', 'Heun Karras', 15, 30],
  ['kdpm_2', 'KDPM 2', 15, 30],
  ['kdpm_2_k', 'KDPM 2 Karras', 15, 30],
  ['kdpm_2_a', 'KDPM 2 Ancestral', 15, 30],
  ['kdpm_2_a_k', 'KDPM 2 Ancestral Karras', 15, 30],
  ['lms', 'LMS', 25, 50],
  ['lms_k', 'LMS Karras', 25, 50],
  ['pndm', 'PNDM', 25, 50],
  ['unipc_k', 'UniPC Karras', 10, 30],
];

const FLUX: readonly string[] = ['euler', 'heun', 'lcm'];

const samplerOf = ([name, displayName, min, max, mark]: Row): Sampler => ({
  name,
  display_name: displayName,
  bases: ['sd15', 'sd21', 'sdxl', ...(FLUX.includes(name) ? (['flux'] as const) : [])],
  recommended: mark === 'recommended',
  typical_steps: { min, max },
});

/** Everything that a request may name as its sampler. */
export const SAMPLERS: readonly Sampler[] = ROWS.map(samplerOf);
