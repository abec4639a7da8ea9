import { RunCancelled, RuntimeError, type RunResult } from '@pingvas/invokeai';
import type { LeasePayload, Outcome, OutcomeFault, StoredImage } from '@pingvas/queue';

/** What one start of a job has come to so far, and the messages about it. */
export type Attempt = {
  readonly images: readonly StoredImage[];
  imageStored(image: StoredImage): void;
  /** An image of the lease is not there, and why. The first reason stands. */
  imageMissing(index: number, code: string): void;
  /** Every image of the lease that is not stored is missing for this reason. */
  restMissing(code: string): void;
  ran(result: Pick<RunResult, 'gpuMs' | 'modelLoadMs'>): void;
  /** Counts what a run was seen to use before it failed or was stopped. */
  ranInVain(error: unknown): void;
  waited(ms: number): void;
  uploaded(ms: number): void;
  message(kind: Outcome['kind'], more?: { error?: OutcomeFault; reason?: Outcome['reason'] }): Outcome;
};

type Options = { readonly lease: LeasePayload; readonly workerId: string; readonly startedAt: Date };

/** A start of a job, begun at `startedAt` by this worker's clock. All times are kept in milliseconds. */
export const createAttempt = ({ lease, workerId, startedAt }: Options): Attempt => {
  const images = [...lease.stored_images];
  const missing = new Map<number, string>();
  const spent = { gpu: 0, modelLoad: 0, coldStart: 0, upload: 0 };
  const isStored = (index: number): boolean => images.some((image) => image.index === index);

  return {
    images,
    imageStored: (image) => void images.push(image),
    imageMissing: (index, code) => void (missing.has(index) || missing.set(index, code)),
    restMissing(code) {
      for (const { index } of lease.images) if (!isStored(index)) this.imageMissing(index, code);
    },
    ran({ gpuMs, modelLoadMs }) {
      spent.gpu += gpuMs;
      spent.modelLoad += modelLoadMs;
    },
    ranInVain(error) {
      if (error instanceof RuntimeError || error instanceof RunCancelled) spent.gpu += error.gpuMs;
    },
    waited: (ms) => void (spent.coldStart += ms),
    uploaded: (ms) => void (spent.upload += ms),
    message: (kind, more = {}) => ({
      kind,
      ...identityOf(lease, workerId),
      started_at: startedAt.toISOString(),
      ...(isEnd(kind) && { ended_at: new Date().toISOString() }),
      images: [...images],
      gpu_ms: Math.round(spent.gpu),
      model_load_ms: Math.round(spent.modelLoad),
      cold_start_ms: Math.round(spent.coldStart),
      upload_ms: Math.round(spent.upload),
      warnings: [...missing].map(([image_index, code]) => ({ image_index, code })),
      ...(more.error && { error: more.error }),
      ...(more.reason && { reason: more.reason }),
    }),
  };
};

const identityOf = (lease: LeasePayload, workerId: string) => ({
  job_id: lease.job_id,
  lease: lease.lease,
  attempt: lease.attempt,
  worker_id: workerId,
  gpu_class: lease.gpu_class,
  model_name: lease.model.name,
  total_steps: lease.parameters.steps,
});

const isEnd = (kind: Outcome['kind']): boolean => kind !== 'started' && kind !== 'image';
