import type { JobProgress, LeasePayload } from '@pingvas/queue';
import { jobFraction, type Stage } from './percent.ts';

/** What is known of the image being made; what is left out keeps its last value. */
export type ProgressUpdate = {
  readonly stage: Stage;
  readonly imageIndex: number;
  readonly step?: number | undefined;
  readonly totalSteps?: number | undefined;
  /** Of the stage, 0 to 1. */
  readonly fraction?: number | undefined;
  readonly previewDataUrl?: string | undefined;
};

export type ProgressState = Required<Omit<ProgressUpdate, 'fraction' | 'previewDataUrl'>> & {
  readonly step: number;
  readonly totalSteps: number;
  readonly previewDataUrl: string | null;
  /** Images of the job that are stored. */
  readonly finished: number;
  /** Of the whole job, 0 to 1; never falls. */
  readonly fraction: number;
};

export const initialState = (lease: LeasePayload): ProgressState => ({
  stage: 'loading_model',
  imageIndex: lease.images[0]?.index ?? 0,
  step: 0,
  totalSteps: lease.parameters.steps,
  previewDataUrl: null,
  finished: lease.stored_images.length,
  fraction: lease.stored_images.length / lease.num_images,
});

const positionIn = (update: ProgressUpdate, step: number, totalSteps: number): number =>
  update.fraction ?? (update.stage === 'denoising' && totalSteps > 0 ? step / totalSteps : 0);

export const advance = (state: ProgressState, update: ProgressUpdate, numImages: number): ProgressState => {
  const isSameImage = update.imageIndex === state.imageIndex;
  const step = update.step ?? (isSameImage ? state.step : 0);
  const totalSteps = update.totalSteps ?? state.totalSteps;
  const fraction = positionIn(update, step, totalSteps);
  return {
    ...state,
    stage: update.stage,
    imageIndex: update.imageIndex,
    step,
    totalSteps,
    previewDataUrl: update.previewDataUrl ?? (isSameImage ? state.previewDataUrl : null),
    fraction: Math.max(state.fraction, jobFraction(state.finished, numImages, { stage: update.stage, fraction })),
  };
};

export const finishImage = (state: ProgressState, numImages: number): ProgressState => {
  const finished = state.finished + 1;
  return { ...state, finished, fraction: Math.max(state.fraction, Math.min(1, finished / numImages)) };
};

/** Below this share of an attempt a forecast says nothing. */
const FORECAST_FROM = 0.05;

/** The message of API contract 6.1 (`job.progress`), with the fence and the owner. */
export const messageOf = (
  lease: LeasePayload,
  state: ProgressState,
  { elapsedSeconds, previewDataUrl }: { elapsedSeconds: number; previewDataUrl: string | null },
): JobProgress => {
  const done = state.fraction - initialState(lease).fraction;
  return {
    job_id: lease.job_id,
    user_id: lease.user_id,
    lease: lease.lease,
    attempt: lease.attempt,
    stage: state.stage,
    image_index: state.imageIndex,
    num_images: lease.num_images,
    step: state.step,
    total_steps: state.totalSteps,
    percent: Math.floor(state.fraction * 100),
    preview_data_url: previewDataUrl,
    elapsed_seconds: rounded(elapsedSeconds),
    remaining_seconds: done < FORECAST_FROM ? null : rounded((elapsedSeconds / done) * (1 - state.fraction)),
  };
};

const rounded = (seconds: number): number => Math.round(seconds * 1000) / 1000;
