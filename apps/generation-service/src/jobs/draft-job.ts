import { newId } from '@pingvas/http';
import { limitsInForce, PRICE_VERSION } from '@pingvas/plans';
import type { CreateRequest } from '../requests/create.schema.ts';
import type { JudgedPlan } from '../requests/plan.repository.ts';
import type { ResolvedRequest } from '../requests/resolve.ts';
import type { JobRecord } from './job-record.ts';

export interface Draft {
  userId: string;
  plan: JudgedPlan;
  request: CreateRequest;
  /** Null for an unknown model: the draft then only carries the refusal. */
  resolved: ResolvedRequest | null;
  /** What a valid quote promised; it holds whatever prices are now. */
  quotedCredits: number | null;
}

const UNSTARTED = {
  status: 'pending',
  batchId: null,
  styleId: null,
  actualCredits: null,
  releasedCredits: null,
  lease: 0,
  attempt: 0,
  workerId: null,
  partial: false,
  warnings: [],
  errorCode: null,
  errorMessage: null,
  errorRetryable: null,
  cancelRequestedAt: null,
  cancelledBy: null,
  cancelReason: null,
  retriedFromJobId: null,
  boardId: null,
  queuedAt: null,
  startedAt: null,
  completedAt: null,
} as const;

/** The job that a request would be, before the database has accepted it. Its id is made here: every effect is keyed by it. */
export function draftJob({ userId, plan, request, resolved, quotedCredits }: Draft): JobRecord {
  const createdAt = new Date();
  const deadline = request.start_deadline_seconds;
  return {
    ...UNSTARTED,
    id: newId(),
    userId,
    clientRef: request.client_ref ?? null,
    mode: 'txt2img',
    modelId: resolved?.model.id ?? null,
    modelName: resolved?.model.name ?? null,
    prompt: request.prompt,
    negativePrompt: request.negative_prompt ?? null,
    parameters: resolved?.parameters ?? {},
    numImages: resolved?.numImages ?? 1,
    priorityClass: resolved?.priorityClass ?? 'standard',
    priority: limitsInForce(plan.planType, plan.terms).priority,
    gpuClass: resolved?.gpuClass ?? null,
    estimatedCredits: quotedCredits ?? resolved?.price.credits ?? 0,
    priceVersion: PRICE_VERSION,
    startDeadlineAt: deadline ? new Date(createdAt.getTime() + deadline * 1_000) : null,
    visibility: request.visibility ?? 'private',
    createdAt,
  };
}
