/** Bases for which the worker has a graph. */
const RUNNABLE: readonly string[] = ['sd15', 'sd21', 'sdxl'];

export const isRunnable = (base: string): boolean => RUNNABLE.includes(base);
