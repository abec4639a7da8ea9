import type { GenerationDb } from '../database.ts';

const TRUSTED_MS = 1_000;
const MAX_LEASES = 5_000;

/** Lets progress through only while its job and lease are `processing`, as the database had it within the last second. */
export interface ProgressGate {
  /** The client's reference when the lease runs; null when it does not (any more). */
  admit(jobId: string, lease: number): Promise<{ clientRef: string | null } | null>;
}

interface Verdict {
  atMs: number;
  job: Promise<{ clientRef: string | null } | null>;
}

export function createProgressGate(db: GenerationDb): ProgressGate {
  const verdicts = new Map<string, Verdict>();
  const ask = (jobId: string, lease: number): Promise<{ clientRef: string | null } | null> =>
    db.withSystem((tx) =>
      tx.generationJob.findFirst({ where: { id: jobId, lease, status: 'processing' }, select: { clientRef: true } }),
    );
  return {
    async admit(jobId, lease) {
      const key = `${jobId}-${lease}`;
      const known = verdicts.get(key);
      if (known && performance.now() - known.atMs < TRUSTED_MS) return known.job;
      if (verdicts.size >= MAX_LEASES) verdicts.clear();
      // Progress that could not be judged is not let through; there is more to come.
      const job = ask(jobId, lease).catch(() => null);
      verdicts.set(key, { atMs: performance.now(), job });
      const answer = await job;
      if (answer === null) verdicts.delete(key);
      return answer;
    },
  };
}
