import type { ProgressEvent } from '../events/payloads.ts';

export interface RuntimeProgress {
  stage: 'loading_model' | 'encoding' | 'denoising' | 'decoding';
  /** Steps done of `totalSteps`; given while denoising. */
  step?: number;
  totalSteps?: number;
  /** 0..1 of this stage, where the runtime knows it. */
  fraction?: number;
  /** A JPEG of an eighth of the picture's size. */
  previewDataUrl?: string;
}

const ENCODERS = ['compel', 'sdxl_compel_prompt', 'flux_text_encoder'];

function stageOf({ message, invocation }: ProgressEvent): RuntimeProgress['stage'] {
  if (message.startsWith('Loading model')) return 'loading_model';
  if (message === 'Denoising') return 'denoising';
  return ENCODERS.includes(invocation.type) ? 'encoding' : 'decoding';
}

/** What one progress event of the runtime says. Percentages there are per node, and of denoising alone of use. */
export function progressOf(event: ProgressEvent): RuntimeProgress {
  const stage = stageOf(event);
  const { percentage, image, invocation } = event;
  const progress: RuntimeProgress = { stage };
  if (percentage !== null) progress.fraction = percentage;
  if (image !== null) progress.previewDataUrl = image.dataURL;
  if (stage === 'denoising' && percentage !== null && typeof invocation.steps === 'number') {
    progress.step = Math.round(percentage * invocation.steps);
    progress.totalSteps = invocation.steps;
  }
  return progress;
}
