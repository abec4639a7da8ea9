import { randomInt } from 'node:crypto';
import { AppError, isErrorCode } from '@pingvas/errors';
import { newId } from '@pingvas/http';
import { limitsInForce, type GpuClass } from '@pingvas/plans';
import type { Capacity } from '../capacity/capacity.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { GenerationDb } from '../database.ts';
import { requestHash, type QuoteSigner } from '../quotes/quote-token.ts';
import type { CreateRequest } from '../requests/create.schema.ts';
import { SEEDS } from '../requests/parameters.ts';
import { readPlan, type JudgedPlan } from '../requests/plan.repository.ts';
import { resolveRequest, type ResolvedRequest } from '../requests/resolve.ts';
import { draftJob } from './draft-job.ts';
import { createJob, type CreateAnswer } from './jobs.repository.ts';
import { jobPath, jobView } from './job.view.ts';

/** Where an answer is stored so that a repeat of the request gets it again (API contract 1.5). */
export interface IdempotencyClaim {
  method: string;
  path: string;
  key: string;
  fingerprint: string;
}

export interface CreateCommand {
  userId: string;
  plan: JudgedPlan;
  request: CreateRequest;
  idempotency: IdempotencyClaim | null;
}

/** The answer as it goes out: `body` is the Job, or what was stored of it, byte for byte. */
export interface CreatedJob {
  jobId: string;
  body: string;
  location: string;
  replayed: boolean;
  gpuClass: GpuClass | null;
}

export interface CreateJobParts {
  db: GenerationDb;
  catalogue: Catalogue;
  capacity: Capacity;
  quotes: QuoteSigner;
  gpuClasses: readonly string[];
}

/** Plan or model may change while we judge; that it happens three times in a row is a fault. */
const JUDGEMENTS = 3;

/**
 * Creates a text-to-image job: judged and priced here, then held, queued and logged by one statement.
 * @throws AppError the first failing check of API contract 1.6; nothing was written then
 */
export async function createTextToImage(parts: CreateJobParts, command: CreateCommand): Promise<CreatedJob> {
  let plan = command.plan;
  for (let judgement = 1; judgement <= JUDGEMENTS; judgement++) {
    const resolved = await resolve(parts, command.request, plan);
    const attempt = createRequest(parts, { ...command, plan }, resolved);
    const answer = await createJob(parts.db, command.userId, attempt);
    if (answer.outcome !== 'stale') return createdOrProblem(answer, attempt.job.id, resolved?.gpuClass ?? null);
    parts.catalogue.forget();
    plan = await readPlan(parts.db, command.userId);
  }
  throw new Error('plan or model changed with every judgement');
}

const resolve = (parts: CreateJobParts, request: CreateRequest, plan: JudgedPlan): Promise<ResolvedRequest | null> =>
  resolveRequest(request, {
    limits: limitsInForce(plan.planType, plan.terms),
    gpuClasses: parts.gpuClasses,
    find: (idOrName) => parts.catalogue.find(idOrName),
    randomSeed: () => randomInt(SEEDS),
  });

/** The argument of `generation_create`. */
function createRequest(parts: CreateJobParts, command: CreateCommand, resolved: ResolvedRequest | null) {
  const { userId, plan, request, idempotency } = command;
  const quoted = quotedCredits(parts.quotes, userId, request);
  const draft = draftJob({
    userId,
    plan,
    request,
    resolved,
    quotedCredits: quoted instanceof AppError ? null : quoted,
  });
  const problem = problemOf(resolved, quoted);
  return {
    idempotency,
    expected: {
      plan_key: plan.planKey,
      model_id: resolved?.model.id ?? null,
      model_revision: resolved?.model.revision ?? null,
    },
    problem: problem && { code: problem.code, members: problem.members, errors: problem.errors },
    infeasible: resolved?.infeasible ?? null,
    capacity: parts.capacity.workersOf(resolved?.gpuClass ?? ''),
    image_ids: Array.from({ length: draft.numImages }, () => newId()),
    estimated_seconds: resolved?.price.seconds ?? 1,
    rate_percent: resolved?.price.ratePercent ?? 100,
    location: jobPath(draft.id),
    job: jobView(draft, { images: [], queue: null, progress: null }),
  };
}

function quotedCredits(quotes: QuoteSigner, userId: string, request: CreateRequest): number | AppError | null {
  if (!request.quote) return null;
  const claims = quotes.verify(request.quote, userId, requestHash('txt2img', request), Date.now());
  return claims instanceof AppError ? claims : claims.credits;
}

const unknownModel = new AppError(
  'NOT_FOUND',
  {},
  {
    errors: [{ pointer: '/model_id', code: 'NOT_FOUND', detail: 'There is no such model.' }],
  },
);

const problemOf = (resolved: ResolvedRequest | null, quoted: number | AppError | null): AppError | null =>
  resolved === null ? unknownModel : (resolved.problem ?? (quoted instanceof AppError ? quoted : null));

function createdOrProblem(
  answer: Exclude<CreateAnswer, { outcome: 'stale' }>,
  jobId: string,
  gpuClass: GpuClass | null,
): CreatedJob {
  switch (answer.outcome) {
    case 'created':
      return { jobId, body: answer.body, location: jobPath(jobId), replayed: false, gpuClass };
    case 'replay': {
      const { body, location } = answer;
      return { jobId: location.slice(jobPath('').length), body, location, replayed: true, gpuClass: null };
    }
    case 'conflict':
      throw new AppError('IDEMPOTENCY_CONFLICT');
    case 'in_progress':
      throw new AppError('IDEMPOTENCY_IN_PROGRESS');
    case 'problem':
      throw problemFrom(answer);
  }
}

function problemFrom({ code, members, errors }: Extract<CreateAnswer, { outcome: 'problem' }>): AppError {
  if (!isErrorCode(code)) throw new Error(`unknown problem ${code}`);
  return new AppError(code, members, { ...(errors && { errors }) });
}
