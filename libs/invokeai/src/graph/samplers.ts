export type SamplerBase = 'sd15' | 'sd21' | 'sdxl' | 'flux';

export interface Sampler {
  /** Our name, which is the runtime's scheduler name as well. */
  readonly name: string;
  readonly displayName: string;
  readonly bases: readonly SamplerBase[];
  readonly typicalSteps: { readonly min: number; readonly max: number };
  readonly recommended: boolean;
}

const DIFFUSION: readonly SamplerBase[] = ['sd15', 'sd21', 'sdxl'];
const AND_FLUX: readonly SamplerBase[] = [...DIFFUSION, 'flux'];

const sampler = (
  name: string,
  displayName: string,
  [min, max]: readonly [number, number],
  { bases = DIFFUSION, recommended = false }: { bases?: readonly SamplerBase[]; recommended?: boolean } = {},
): Sampler => ({ name, displayName, bases, typicalSteps: { min, max }, recommended });

/** All 30 schedulers of the runtime. Each was run on InvokeAI 6.12.0 with SD1.5. */
export const samplers: readonly Sampler[] = [
  sampler('ddim', 'DDIM', [20, 50]),
  sampler('ddpm', 'DDPM', [50, 150]),
  sampler('deis', 'DEIS', [15, 30]),
  sampler('deis_k', 'DEIS Karras', [15, 30]),
  sampler('lms', 'LMS', [20, 50]),
  sampler('lms_k', 'LMS Karras', [20, 50]),
  sampler('pndm', 'PNDM', [20, 50]),
  sampler('heun', 'Heun', [15, 30], { bases: AND_FLUX }),
  sampler('heun_k', 'Heun Karras', [15, 30]),
  sampler('euler', 'Euler', [20, 40], { bases: AND_FLUX, recommended: true }),
  sampler('euler_k', 'Euler Karras', [20, 40]),
  sampler('euler_a', 'Euler Ancestral', [20, 40], { recommended: true }),
  sampler('kdpm_2', 'KDPM 2', [15, 30]),
  sampler('kdpm_2_k', 'KDPM 2 Karras', [15, 30]),
  sampler('kdpm_2_a', 'KDPM 2 Ancestral', [15, 30]),
  sampler('kdpm_2_a_k', 'KDPM 2 Ancestral Karras', [15, 30]),
  sampler('dpmpp_2s', 'DPM++ 2S', [15, 30]),
  sampler('dpmpp_2s_k', 'DPM++ 2S Karras', [15, 30]),
  sampler('dpmpp_2m', 'DPM++ 2M', [15, 30]),
  sampler('dpmpp_2m_k', 'DPM++ 2M Karras', [15, 30], { recommended: true }),
  sampler('dpmpp_2m_sde', 'DPM++ 2M SDE', [20, 40]),
  sampler('dpmpp_2m_sde_k', 'DPM++ 2M SDE Karras', [20, 40], { recommended: true }),
  sampler('dpmpp_3m', 'DPM++ 3M', [20, 40]),
  sampler('dpmpp_3m_k', 'DPM++ 3M Karras', [20, 40]),
  sampler('dpmpp_sde', 'DPM++ SDE', [15, 30]),
  sampler('dpmpp_sde_k', 'DPM++ SDE Karras', [15, 30]),
  sampler('unipc', 'UniPC', [10, 25]),
  sampler('unipc_k', 'UniPC Karras', [10, 25]),
  sampler('lcm', 'LCM', [4, 8], { bases: AND_FLUX }),
  sampler('tcd', 'TCD', [4, 8]),
];

/** Names only, in the order of `samplers`. */
export const samplerNames: readonly string[] = samplers.map(({ name }) => name);
