export const GPU_CLASSES = ['t4', 'a10g'] as const;
export type GpuClass = (typeof GPU_CLASSES)[number];

const SMALL_BASES = ['sd15', 'sd21', 'sdxl'];
const SMALL_PIXELS = 1024 * 1024;

/** The class that runs a picture: sd15, sd21 and sdxl up to 1024² on t4 (g4dn), everything else on a10g (g5). */
export const gpuClassOf = (base: string, width: number, height: number): GpuClass =>
  SMALL_BASES.includes(base) && width * height <= SMALL_PIXELS ? 't4' : 'a10g';
