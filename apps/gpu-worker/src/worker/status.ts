import type { WorkerRecord } from '@pingvas/queue';

/** What this worker is doing, as its record tells it. */
export type WorkerStatus = {
  record(): WorkerRecord;
  /** `performance.now()` by which the lease at hand must have ended, or null when there is none. */
  deadlineMs(): number | null;
  set(state: 'idle' | 'draining'): void;
  setBusy(lease: { readonly job_id: string; readonly lease: number }, deadlineMs: number): void;
};

type Options = { readonly id: string; readonly gpuClasses: readonly string[]; readonly models: () => string[] };

/** Begins as `draining`: alive, but its runtime is not ready. */
export const createWorkerStatus = ({ id, gpuClasses, models }: Options): WorkerStatus => {
  const identity = { id, gpu_classes: [...gpuClasses], started_at: new Date().toISOString() };
  let doing: Pick<WorkerRecord, 'state' | 'job_id' | 'lease'> = { state: 'draining', job_id: null, lease: null };
  let deadline: number | null = null;
  return {
    record: () => ({ ...identity, ...doing, models: models() }),
    deadlineMs: () => deadline,
    set(state) {
      doing = { state, job_id: null, lease: null };
      deadline = null;
    },
    setBusy({ job_id, lease }, deadlineMs) {
      doing = { state: 'busy', job_id, lease };
      deadline = deadlineMs;
    },
  };
};
