/** What differs between model families in a text-to-image request (API contract 5.1). */
export interface BaseRules {
  /** Width and height are multiples of this many pixels. */
  dimensionMultiple: 8 | 16;
  cfgScale: number;
  /** FLUX alone has a guidance of its own, and takes a negative prompt only with classifier-free guidance. */
  guided: boolean;
}

const DIFFUSION: BaseRules = { dimensionMultiple: 8, cfgScale: 7.5, guided: false };
const FLUX: BaseRules = { dimensionMultiple: 16, cfgScale: 1, guided: true };
const SD3: BaseRules = { ...DIFFUSION, dimensionMultiple: 16 };

export const rulesOf = (base: string): BaseRules => (base === 'flux' ? FLUX : base === 'sd3' ? SD3 : DIFFUSION);

/** Bases for which the worker has a graph. */
const RUNNABLE: readonly string[] = ['sd15', 'sd21', 'sdxl'];
export const isRunnable = (base: string): boolean => RUNNABLE.includes(base);
