import { AppError, notFound } from '@pingvas/errors';
import type { GenerationDb, GenerationTx } from '../database.ts';
import { isTerminal } from '../jobs/job-record.ts';
import type { Receipt } from './receipt.schema.ts';
import { receiptView, type ReceiptRows } from './receipt.view.ts';

/** Receipts of a user's jobs that have ended. */
export interface ReceiptsService {
  /** @throws AppError NOT_FOUND; CONFLICT while the job runs or waits */
  get(userId: string, jobId: string): Promise<Receipt>;
}

async function readReceipt(tx: GenerationTx, jobId: string): Promise<ReceiptRows | null> {
  const job = await tx.generationJob.findUnique({ where: { id: jobId } });
  if (!job) return null;
  const attempts = await tx.jobAttempt.findMany({ where: { jobId }, orderBy: { attempt: 'asc' } });
  const entries = await tx.creditTransaction.findMany({
    where: { userId: job.userId, referenceType: 'generation_job', referenceId: jobId },
    orderBy: { seq: 'asc' },
    select: { id: true },
  });
  return { job, attempts, ledgerEntryIds: entries.map((entry) => entry.id) };
}

export const createReceiptsService = (db: GenerationDb): ReceiptsService => ({
  async get(userId, jobId) {
    const rows = await db.withUser(userId, (tx) => readReceipt(tx, jobId));
    if (!rows) throw notFound();
    if (!isTerminal(rows.job.status)) {
      throw new AppError('CONFLICT', {}, { detail: 'A receipt is issued when the job has ended.' });
    }
    return receiptView(rows);
  },
});
