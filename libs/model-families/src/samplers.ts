/** Bases for which the runtime has samplers. */
export type SamplerBase = 'sd15' | 'sd21' | 'sdxl' | 'flux';

/** How a picture is denoised. */
export interface Sampler {
  /** Our name, which is the runtime's scheduler name as well. */
  readonly name: string;
  readonly displayName: string;
  readonly bases: readonly SamplerBase[];
  readonly recommended: boolean;
  readonly typicalSteps: { readonly min: number; readonly max: number };
}

type Row = readonly [name: string, displayName: string, minSteps: number, maxSteps: number, mark?: 'recommended'];

/** All 30 schedulers of the runtime, the recommended ones first; each was run on InvokeAI 6.12.0 with SD1.5. */
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

const DIFFUSION: readonly SamplerBase[] = ['sd15', 'sd21', 'sdxl'];
const WITH_FLUX: readonly SamplerBase[] = [...DIFFUSION, 'flux'];
const OF_FLUX: readonly string[] = ['euler', 'heun', 'lcm'];

/** Everything that a request may name as its sampler. */
export const SAMPLERS: readonly Sampler[] = ROWS.map(([name, displayName, min, max, mark]) => ({
  name,
  displayName,
  bases: OF_FLUX.includes(name) ? WITH_FLUX : DIFFUSION,
  recommended: mark === 'recommended',
  typicalSteps: { min, max },
}));

/** The sampler of this name or display name, in any case; null when there is none. */
export function findSampler(name: string): Sampler | null {
  const wanted = name.toLowerCase();
  return SAMPLERS.find((each) => each.name === wanted || each.displayName.toLowerCase() === wanted) ?? null;
}
