/** What differs between model families in a request (API contract 5.1). */
export interface ModelFamily {
  /** Width and height are multiples of so many pixels. */
  dimensionMultiple: 8 | 16;
  /** Where neither request nor model says one. */
  cfgScale: number;
  /** FLUX has a guidance of its own, and takes a negative prompt only with classifier-free guidance. */
  guided: boolean;
}

const DIFFUSION: ModelFamily = { dimensionMultiple: 8, cfgScale: 7.5, guided: false };
const SD3: ModelFamily = { ...DIFFUSION, dimensionMultiple: 16 };
const FLUX: ModelFamily = { dimensionMultiple: 16, cfgScale: 1, guided: true };

/** The rules of a model base; bases without rules of their own follow Stable Diffusion. */
export const familyOf = (base: string): ModelFamily => (base === 'flux' ? FLUX : base === 'sd3' ? SD3 : DIFFUSION);
