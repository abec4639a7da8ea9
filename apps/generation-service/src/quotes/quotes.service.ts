import { randomInt } from 'node:crypto';
import { notFound } from '@pingvas/errors';
import { wireTime } from '@pingvas/http';
import { limitsInForce, PRICE_VERSION } from '@pingvas/plans';
import type { Capacity } from '../capacity/capacity.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { GenerationDb } from '../database.ts';
import { waitSeconds } from '../jobs/show-jobs.ts';
import type { QuoteRequest } from '../requests/create.schema.ts';
import { SEEDS } from '../requests/parameters.ts';
import type { JudgedPlan } from '../requests/plan.repository.ts';
import { resolveRequest, type ResolvedRequest } from '../requests/resolve.ts';
import type { Quote } from './quote.schema.ts';
import { QUOTE_LIFETIME_MS, requestHash, type QuoteSigner } from './quote-token.ts';
import { reasonsAgainst } from './reasons.ts';
import { readStanding, type Standing } from './standing.repository.ts';

const FORMULA =
  'max(10, floor(steps × 0.5 × width × height / 512² × model_factor × addon_factor)) × images × rate_percent / 100';

export interface QuotesParts {
  db: GenerationDb;
  catalogue: Catalogue;
  capacity: Capacity;
  signer: QuoteSigner;
  gpuClasses: readonly string[];
}

/** Prices requests without running them. Nothing is written. */
export interface QuotesService {
  /** @throws AppError NOT_FOUND for an unknown model, INVALID_PARAMETERS; what the plan or the moment forbids is a reason instead */
  quote(userId: string, plan: JudgedPlan, request: QuoteRequest): Promise<Quote>;
}

export const createQuotesService = (parts: QuotesParts): QuotesService => ({
  async quote(userId, plan, { mode, ...request }) {
    const resolved = await resolveRequest(request, {
      limits: limitsInForce(plan.planType, plan.terms),
      gpuClasses: parts.gpuClasses,
      find: (idOrName) => parts.catalogue.find(idOrName),
      randomSeed: () => randomInt(SEEDS),
    });
    if (!resolved) throw notFound('/model_id');
    if (resolved.problem && resolved.problem.status !== 403) throw resolved.problem;
    const standing = await readStanding(parts.db, userId, resolved.gpuClass, resolved.priorityClass);
    const expiresAtMs = Date.now() + QUOTE_LIFETIME_MS;
    const token = parts.signer.sign({
      account: userId,
      priceVersion: PRICE_VERSION,
      requestHash: requestHash(mode, request),
      credits: resolved.price.credits,
      expiresAtMs,
    });
    const wait = waitSeconds(standing.secondsAhead, parts.capacity.workersOf(resolved.gpuClass));
    return quoteView(token, new Date(expiresAtMs), resolved, standing, wait);
  },
});

function quoteView(quote: string, expiresAt: Date, resolved: ResolvedRequest, standing: Standing, wait: number): Quote {
  const { price, numImages } = resolved;
  const reasons = reasonsAgainst(resolved, price.credits, standing);
  return {
    quote,
    expires_at: wireTime(expiresAt),
    credits: price.credits,
    breakdown: {
      per_image: price.perImage,
      images: numImages,
      rate_percent: price.ratePercent,
      model_factor: price.modelFactor,
      addon_factor: price.addonFactor,
      formula: FORMULA,
    },
    feasible: reasons.length === 0,
    reasons,
    gpu_class: resolved.gpuClass,
    // An estimate of GPU-seconds is an upper bound of most runs, so the tail is taken as twice the middle.
    expected_wait_seconds: { p50: wait, p90: wait * 2 },
    expected_run_seconds: price.seconds,
    price_version: PRICE_VERSION,
    balance: { available: standing.available, sufficient: standing.available >= price.credits },
  };
}
