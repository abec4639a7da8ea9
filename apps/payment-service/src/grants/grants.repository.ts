import type { PaymentTx } from '../database.ts';

/** A job that was charged, as far as its give-back depends on it. */
export interface ChargedJob {
  userId: string;
  /** Null until it has ended. */
  actualCredits: number | null;
}

export const findChargedJob = (tx: PaymentTx, jobId: string): Promise<ChargedJob | null> =>
  tx.generationJob.findUnique({ where: { id: jobId }, select: { userId: true, actualCredits: true } });

/** Whether credits were given back for a job before. */
export const wasRefunded = async (tx: PaymentTx, userId: string, jobId: string): Promise<boolean> =>
  (await tx.creditTransaction.count({
    where: { userId, type: 'refund', referenceType: 'generation_job', referenceId: jobId },
  })) > 0;
