import { RuntimeError } from '@pingvas/invokeai';
import type { OutcomeFault } from '@pingvas/queue';
import { CorruptPicture } from '../pictures/corrupt-picture.ts';
import { UploadFailed } from '../pictures/picture-store.ts';

/** Sentences for users. What the runtime says can hold paths and names of servers and goes to the log only. */
const messages: Readonly<Record<string, string>> = {
  MODEL_NOT_FOUND: 'The model is not in the store.',
  MODEL_LOAD_FAILED: 'The model could not be loaded.',
  OUT_OF_MEMORY: 'The image did not fit into the memory of the GPU.',
  INVALID_PARAMETERS: 'The model does not accept these parameters.',
  WORKER_TIMEOUT: 'The job ran longer than its limit.',
  WORKER_LOST: 'The worker was lost.',
  UPLOAD_FAILED: 'The image could not be stored.',
  RUNTIME_ERROR: 'The runtime failed.',
};

type Flags = Partial<Pick<OutcomeFault, 'retryable' | 'larger_class'>>;

export const faultOf = (code: string, { retryable = false, larger_class = false }: Flags = {}): OutcomeFault => ({
  code,
  message: messages[code] ?? 'The job failed.',
  retryable,
  larger_class,
});

/** What an error means for its lease. */
export type Judgement = {
  readonly fault: OutcomeFault;
  /** Only the image at hand is lost; the others of the lease may still be made. */
  readonly onlyThisImage: boolean;
  /** The runtime must be looked at before it gets more work. */
  readonly runtimeSuspect: boolean;
};

const judgement = (fault: OutcomeFault, rest: Partial<Judgement> = {}): Judgement => ({
  fault,
  onlyThisImage: false,
  runtimeSuspect: false,
  ...rest,
});

/** Classifies whatever an image ended with (API contract 5.3 and 5.4). What nobody knows is worth another start. */
export const judge = (error: unknown): Judgement => {
  if (error instanceof CorruptPicture) return judgement(faultOf('RUNTIME_ERROR'), { onlyThisImage: true });
  if (error instanceof UploadFailed) return judgement(faultOf('UPLOAD_FAILED', { retryable: true }));
  if (!(error instanceof RuntimeError)) {
    return judgement(faultOf('RUNTIME_ERROR', { retryable: true }), { runtimeSuspect: true });
  }
  const { code, retryable, retryOnLargerClass, infrastructure } = error;
  return judgement(faultOf(code, { retryable, larger_class: retryOnLargerClass }), {
    onlyThisImage: code === 'RUNTIME_ERROR' && !retryable,
    runtimeSuspect: infrastructure,
  });
};
