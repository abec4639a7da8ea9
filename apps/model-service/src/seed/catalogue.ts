import type { Base, PlanType } from '@pingvas/plans';

/** A model that every installation offers. */
export interface CatalogueEntry {
  /** The same in every installation and at every seeding. */
  id: string;
  name: string;
  displayName: string;
  description: string;
  base: Base;
  version: string;
  minTier: PlanType;
  licence: string;
  licenceUrl: string;
  fileSizeBytes: number;
  defaults: { width: number; height: number; steps: number; cfg_scale: number; sampler: string };
  sizes: readonly (readonly [width: number, height: number])[];
  /** Where it stands in a list before anybody has used it. */
  popularityScore: number;
}

export const CATALOGUE: readonly CatalogueEntry[] = [
  {
    id: '01934b6a-0000-7000-8000-000000000001',
    name: 'sd15-base',
    displayName: 'Stable Diffusion 1.5',
    description: 'Quick and frugal: pictures of 512 pixels in seconds.',
    base: 'sd15',
    version: '1.5',
    minTier: 'free',
    licence: 'creativeml-openrail-m',
    licenceUrl: 'https://huggingface.co/spaces/CompVis/stable-diffusion-license',
    fileSizeBytes: 4_265_146_304,
    defaults: { width: 512, height: 512, steps: 20, cfg_scale: 7.5, sampler: 'dpmpp_2m_k' },
    sizes: [
      [512, 512],
      [512, 768],
      [768, 512],
    ],
    popularityScore: 100,
  },
  {
    id: '01934b6a-0000-7000-8000-000000000002',
    name: 'sd21-base',
    displayName: 'Stable Diffusion 2.1',
    description: 'Landscapes and architecture at 768 pixels.',
    base: 'sd21',
    version: '2.1',
    minTier: 'starter',
    licence: 'openrail++',
    licenceUrl: 'https://huggingface.co/stabilityai/stable-diffusion-2/blob/main/LICENSE-MODEL',
    fileSizeBytes: 5_214_662_094,
    defaults: { width: 768, height: 768, steps: 25, cfg_scale: 7.5, sampler: 'dpmpp_2m_k' },
    sizes: [
      [768, 768],
      [768, 512],
      [512, 768],
    ],
    popularityScore: 60,
  },
  {
    id: '01934b6a-0000-7000-8000-000000000003',
    name: 'sdxl-base',
    displayName: 'Stable Diffusion XL 1.0',
    description: 'The general-purpose model for pictures of a megapixel.',
    base: 'sdxl',
    version: '1.0',
    minTier: 'starter',
    licence: 'openrail++',
    licenceUrl: 'https://huggingface.co/stabilityai/stable-diffusion-xl-base-1.0/blob/main/LICENSE.md',
    fileSizeBytes: 6_938_078_334,
    defaults: { width: 1024, height: 1024, steps: 30, cfg_scale: 7, sampler: 'dpmpp_2m_k' },
    sizes: [
      [1024, 1024],
      [896, 1152],
      [1152, 896],
      [768, 1344],
      [1344, 768],
    ],
    popularityScore: 90,
  },
  {
    id: '01934b6a-0000-7000-8000-000000000004',
    name: 'flux-dev',
    displayName: 'FLUX.1 [dev]',
    description: 'Follows long prompts closely and writes legible text.',
    base: 'flux',
    version: '1.0',
    minTier: 'pro',
    licence: 'flux-1-dev-non-commercial-license',
    licenceUrl: 'https://huggingface.co/black-forest-labs/FLUX.1-dev/blob/main/LICENSE.md',
    fileSizeBytes: 23_802_932_552,
    defaults: { width: 1024, height: 1024, steps: 20, cfg_scale: 1, sampler: 'euler' },
    sizes: [
      [1024, 1024],
      [832, 1216],
      [1216, 832],
    ],
    popularityScore: 80,
  },
];
