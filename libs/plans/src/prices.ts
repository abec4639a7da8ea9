/** What a model costs beside sd15, in tenths: the estimate is exact integer arithmetic (API contract 5.3). */
const MODEL_FACTOR_TENTHS: Readonly<Record<string, number>> = { sd15: 10, sd21: 10, sdxl: 15, sd3: 20, flux: 20 };

export const MINIMUM_UNIT_CREDITS = 10;
const RATE_PERCENT = { standard: 100, economy: 50 } as const;
export type PriorityClass = keyof typeof RATE_PERCENT;

export interface PricedWork {
  base: string;
  width: number;
  height: number;
  /** Requested steps, also when a strength below 1 runs fewer. */
  steps: number;
  numImages: number;
  priorityClass: PriorityClass;
  controlNets?: number;
  ipAdapter?: boolean;
}

export interface Estimate {
  credits: number;
  perImage: number;
  ratePercent: number;
  modelFactor: number;
  addonFactor: number;
  /** GPU-seconds that the work is scheduled by: the standard price, whatever the class. */
  seconds: number;
}

/** The factor of a model base, or null for a base that has no price and is refused. */
export const modelFactor = (base: string): number | null => {
  const tenths = MODEL_FACTOR_TENTHS[base];
  return tenths === undefined ? null : tenths / 10;
};

/**
 * Prices work before it runs (API contract 5.3).
 * @throws RangeError for a base without a price: ask `modelFactor` first
 */
export function estimate(work: PricedWork): Estimate {
  const model = MODEL_FACTOR_TENTHS[work.base];
  if (model === undefined) throw new RangeError(`no price for base ${work.base}`);
  const addons = 10 + 3 * (work.controlNets ?? 0) + (work.ipAdapter ? 2 : 0);
  const exact = Math.floor((work.steps * work.width * work.height * model * addons) / 52_428_800);
  const perImage = Math.max(MINIMUM_UNIT_CREDITS, exact);
  const standard = perImage * work.numImages;
  const ratePercent = RATE_PERCENT[work.priorityClass];
  return {
    credits: Math.ceil((standard * ratePercent) / 100),
    perImage,
    ratePercent,
    modelFactor: model / 10,
    addonFactor: addons / 10,
    seconds: standard,
  };
}
