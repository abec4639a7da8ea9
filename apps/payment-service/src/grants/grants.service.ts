import { idempotent, type Answer } from '@pingvas/db';
import { AppError, insufficientCredits, invalidParameters, notFound } from '@pingvas/errors';
import { newId } from '@pingvas/http';
import type { Act } from '../acts/act.ts';
import { audit } from '../acts/audit.repository.ts';
import { comingTime } from '../acts/time-input.ts';
import { findAccount, type EntryRow } from '../credits/credits.repository.ts';
import { entryView } from '../credits/credits.views.ts';
import type { PaymentDb, PaymentTx } from '../database.ts';
import { debit, grant, lockCredits } from '../ledger/ledger.repository.ts';
import { findSignUp } from '../subscriptions/subscriptions.repository.ts';
import { findChargedJob, wasRefunded } from './grants.repository.ts';
import type { GrantRequest } from './grants.schemas.ts';

/** Credits that administrators give and take. */
export interface GrantsService {
  /**
   * @throws AppError NOT_FOUND for an unknown user or job, INSUFFICIENT_CREDITS for a debit beyond what is available, CONFLICT for a
   *   job that still runs or was given back before, VALIDATION_ERROR, INVALID_PARAMETERS
   */
  give(request: GrantRequest, act: Act): Promise<Answer & { replayed: boolean }>;
}

export interface GrantsParts {
  db: PaymentDb;
  /** Tells that an account has new events: after the commit. */
  announce: (userId: string) => Promise<void>;
}

export const createGrantsService = ({ db, announce }: GrantsParts): GrantsService => ({
  async give(request, act) {
    const answer = await db.withSystem((tx) =>
      idempotent(tx, act.claim, async () => act.answer(entryView(await move(tx, request, act)))),
    );
    if (!answer.replayed) await announce(request.user_id);
    return answer;
  },
});

async function move(tx: PaymentTx, request: GrantRequest, act: Act): Promise<EntryRow> {
  checkCombination(request);
  const expiresAt = request.expires_at ? comingTime(request.expires_at, '/expires_at', new Date()) : null;
  if ((await findSignUp(tx, request.user_id)) === null) throw notFound('/user_id');
  const entry = await kindOf(request)(tx, request, expiresAt);
  await audit(tx, act, {
    userId: request.user_id,
    action: 'credits.adjust',
    targetType: 'credit_transaction',
    targetId: entry.id,
    reason: request.reason,
    changes: { credits: request.credits, job_id: request.job_id ?? null },
  });
  return entry;
}

type Movement = (tx: PaymentTx, request: GrantRequest, expiresAt: Date | null) => Promise<EntryRow>;

function kindOf({ credits, job_id }: GrantRequest): Movement {
  if (job_id) return giveBack;
  return credits > 0 ? give : take;
}

function checkCombination({ credits, job_id, expires_at }: GrantRequest): void {
  if (credits > 0) return;
  const detail = 'goes with credits that are given';
  const faults = [...(job_id ? ['/job_id'] : []), ...(expires_at ? ['/expires_at'] : [])];
  const errors = faults.map((pointer) => ({ pointer, code: 'NOT_ALLOWED', detail }));
  if (errors.length > 0) throw invalidParameters(...errors);
}

const give: Movement = (tx, request, expiresAt) =>
  grant(tx, {
    userId: request.user_id,
    credits: request.credits,
    kind: 'admin',
    type: 'admin_adjustment',
    reference: { type: 'admin', id: newId() },
    expiresAt,
    description: 'Given by an administrator',
  });

async function take(tx: PaymentTx, request: GrantRequest): Promise<EntryRow> {
  const required = -request.credits;
  const description = 'Taken by an administrator';
  const entry = await debit(tx, { userId: request.user_id, credits: required, referenceId: newId(), description });
  if (entry !== null) return entry;
  const account = await findAccount(tx, request.user_id);
  throw insufficientCredits({ required, available: account?.available ?? 0 });
}

/** The balance is locked first: of two administrators who give back the same job at once, the second finds it done. */
async function giveBack(tx: PaymentTx, request: GrantRequest, expiresAt: Date | null): Promise<EntryRow> {
  const { user_id: userId, job_id: jobId, credits } = request;
  const job = jobId ? await findChargedJob(tx, jobId) : null;
  if (!jobId || job?.userId !== userId) throw notFound('/job_id');
  await lockCredits(tx, userId);
  if (job.actualCredits === null || (await wasRefunded(tx, userId, jobId))) throw new AppError('CONFLICT');
  if (credits > job.actualCredits)
    throw invalidParameters({ pointer: '/credits', code: 'OUT_OF_RANGE', detail: `must be <= ${job.actualCredits}` });
  return grant(tx, {
    userId,
    credits,
    kind: 'bonus',
    type: 'refund',
    reference: { type: 'generation_job', id: jobId },
    expiresAt,
    description: 'Given back for a job',
  });
}
