import { wireTime } from '@pingvas/http';
import type { Receipt } from './receipt.schema.ts';

/** What a receipt is made of, as its rows say. */
export interface ReceiptRows {
  job: {
    id: string;
    status: string;
    estimatedCredits: number;
    actualCredits: number | null;
    releasedCredits: number | null;
    ratePercent: number;
    createdAt: Date;
    startedAt: Date | null;
    completedAt: Date | null;
  };
  attempts: {
    attempt: number;
    gpuClass: string;
    outcome: string | null;
    startedAt: Date;
    endedAt: Date | null;
    gpuMs: number;
    chargedGpuMs: number;
    modelLoadMs: number;
    coldStartMs: number;
    uploadMs: number;
  }[];
  ledgerEntryIds: string[];
}

type AttemptRow = ReceiptRows['attempts'][number];

const seconds = (ms: number): number => Math.round(ms) / 1_000;
const total = (attempts: readonly AttemptRow[], of: (attempt: AttemptRow) => number): number =>
  seconds(attempts.reduce((sum, attempt) => sum + of(attempt), 0));

/** GPU time that counts: what made stored images, and of a cancelled attempt all that ran (API contract 5.3). */
const chargedMs = ({ outcome, gpuMs, chargedGpuMs }: AttemptRow, charged: number): number =>
  charged === 0 ? 0 : outcome === 'cancelled' ? Math.max(gpuMs, chargedGpuMs) : chargedGpuMs;

function linesOf(attempts: readonly AttemptRow[], charged: number, gpuSeconds: number): Receipt['lines'] {
  const free = [
    { label: 'Cold start, not charged', seconds: total(attempts, (each) => each.coldStartMs), credits: 0 },
    { label: 'Model loading, not charged', seconds: total(attempts, (each) => each.modelLoadMs), credits: 0 },
    { label: 'Upload, not charged', seconds: total(attempts, (each) => each.uploadMs), credits: 0 },
  ];
  return [{ label: 'GPU time', seconds: gpuSeconds, credits: charged }, ...free.filter((line) => line.seconds > 0)];
}

/** The receipt of a job that has ended. */
export function receiptView({ job, attempts, ledgerEntryIds }: ReceiptRows): Receipt {
  const charged = job.actualCredits ?? 0;
  const gpuSeconds = total(attempts, (attempt) => chargedMs(attempt, charged));
  const queuedUntil = job.startedAt ?? job.completedAt ?? job.createdAt;
  const issuedAt = job.completedAt ?? job.createdAt;
  return {
    job_id: job.id,
    held: job.estimatedCredits,
    charged,
    released: job.releasedCredits ?? 0,
    rate_percent: job.ratePercent,
    gpu_seconds: gpuSeconds,
    queue_seconds: seconds(Math.max(0, queuedUntil.getTime() - job.createdAt.getTime())),
    cold_start_seconds: total(attempts, (attempt) => attempt.coldStartMs),
    model_load_seconds: total(attempts, (attempt) => attempt.modelLoadMs),
    upload_seconds: total(attempts, (attempt) => attempt.uploadMs),
    attempts: attempts.map((attempt) => ({
      attempt: attempt.attempt,
      gpu_class: attempt.gpuClass,
      outcome: (attempt.outcome ?? 'lost') as Receipt['attempts'][number]['outcome'],
      started_at: wireTime(attempt.startedAt),
      ended_at: wireTime(attempt.endedAt ?? issuedAt),
      gpu_seconds: seconds(attempt.gpuMs),
      charged_seconds: seconds(chargedMs(attempt, charged)),
    })),
    lines: linesOf(attempts, charged, gpuSeconds),
    ledger_entry_ids: ledgerEntryIds,
    issued_at: wireTime(issuedAt),
  };
}
