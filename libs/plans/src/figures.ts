import type { PlanLimits } from './limits.ts';
import { BASES, type Base, type PlanType } from './plan-types.ts';

/** Changes with any figure of this file or of `prices.ts`; jobs and quotes carry it. */
export const PRICE_VERSION = '2026-11-21';

const GIB = 2 ** 30;

export interface PlanFigures {
  name: string;
  /** USD cents; null where it is not sold for a listed price. */
  monthlyPriceCents: number | null;
  yearlyPriceCents: number | null;
  monthlyCredits: number;
  trialDays: number;
  popular: boolean;
  purchasable: boolean;
  limits: PlanLimits;
}

/** Sizes of a plan in the order of the table of API contract 1.8. */
interface Row {
  running: number;
  queue: number;
  weight: number;
  side: number;
  batch: number;
  bases: readonly Base[];
  storageGib: number | null;
  posts: number | null;
  keys: number;
  endpoints: number;
  api: readonly [minute: number, hour: number, day: number];
  gen: number;
}

const NONE = {
  lora: false,
  controlnet: false,
  ip_adapter: false,
  external_api: false,
  graph: false,
  workflows: false,
  api_access: false,
  webhooks: false,
  custom_models: false,
};
const STARTER = { ...NONE, lora: true };
const PRO = {
  ...STARTER,
  controlnet: true,
  ip_adapter: true,
  external_api: true,
  api_access: true,
  webhooks: true,
  custom_models: true,
};
const STUDIO = { ...PRO, graph: true, workflows: true };

const limitsOf = (row: Row, features: PlanLimits['features']): PlanLimits => ({
  running_jobs: row.running,
  queue_size: row.queue,
  priority: row.weight,
  max_side_px: row.side,
  max_batch_images: row.batch,
  bases: [...row.bases],
  storage_bytes: row.storageGib === null ? null : row.storageGib * GIB,
  public_posts_per_month: row.posts,
  api_keys: row.keys,
  webhook_endpoints: row.endpoints,
  features,
  rate_limits: { api: { minute: row.api[0], hour: row.api[1], day: row.api[2] }, gen: { minute: row.gen } },
});

// prettier-ignore
const ROWS = {
  free: { running: 1, queue: 3, weight: 10, side: 512, batch: 10, bases: ['sd15'], storageGib: 1, posts: 5, keys: 0, endpoints: 0, api: [20, 100, 1_000], gen: 2 },
  starter: { running: 1, queue: 10, weight: 25, side: 1024, batch: 20, bases: ['sd15', 'sd21', 'sdxl'], storageGib: 20, posts: 50, keys: 0, endpoints: 0, api: [60, 500, 5_000], gen: 5 },
  pro: { running: 1, queue: 50, weight: 50, side: 2048, batch: 50, bases: ['sd15', 'sd21', 'sdxl', 'flux'], storageGib: 100, posts: null, keys: 10, endpoints: 5, api: [120, 2_000, 20_000], gen: 10 },
  studio: { running: 3, queue: 200, weight: 75, side: 2048, batch: 100, bases: BASES, storageGib: 200, posts: null, keys: 50, endpoints: 20, api: [300, 5_000, 50_000], gen: 20 },
  enterprise: { running: 10, queue: 1_000, weight: 100, side: 2048, batch: 100, bases: BASES, storageGib: null, posts: null, keys: 200, endpoints: 100, api: [600, 10_000, 100_000], gen: 40 },
} as const satisfies Record<string, Row>;

/** The one table of plans (API contract 1.8). Everything that names a price or a limit reads it here. */
export const PLANS: Readonly<Record<PlanType, PlanFigures>> = {
  free: {
    name: 'Free',
    monthlyPriceCents: 0,
    yearlyPriceCents: null,
    monthlyCredits: 100,
    trialDays: 0,
    popular: false,
    purchasable: false,
    limits: limitsOf(ROWS.free, NONE),
  },
  starter: {
    name: 'Starter',
    monthlyPriceCents: 2_500,
    yearlyPriceCents: 25_000,
    monthlyCredits: 5_000,
    trialDays: 7,
    popular: false,
    purchasable: true,
    limits: limitsOf(ROWS.starter, STARTER),
  },
  pro: {
    name: 'Pro',
    monthlyPriceCents: 7_500,
    yearlyPriceCents: 75_000,
    monthlyCredits: 15_000,
    trialDays: 7,
    popular: true,
    purchasable: true,
    limits: limitsOf(ROWS.pro, PRO),
  },
  studio: {
    name: 'Studio',
    monthlyPriceCents: 15_000,
    yearlyPriceCents: 150_000,
    monthlyCredits: 30_000,
    trialDays: 7,
    popular: false,
    purchasable: true,
    limits: limitsOf(ROWS.studio, STUDIO),
  },
  enterprise: {
    name: 'Enterprise',
    monthlyPriceCents: null,
    yearlyPriceCents: null,
    monthlyCredits: 0,
    trialDays: 0,
    popular: false,
    purchasable: false,
    limits: limitsOf(ROWS.enterprise, STUDIO),
  },
  tester: {
    name: 'Tester',
    monthlyPriceCents: null,
    yearlyPriceCents: null,
    monthlyCredits: 50_000,
    trialDays: 0,
    popular: false,
    purchasable: false,
    limits: limitsOf({ ...ROWS.pro, storageGib: 20 }, PRO),
  },
};
