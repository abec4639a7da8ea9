import type { Logger } from '@pingvas/logger';
import type { Runtime, RuntimeProgress } from '@pingvas/invokeai';
import { leaseIdOf, type JobProgress, type LeasePayload } from '@pingvas/queue';
import type { ModelKeeper } from '../models/model-keeper.ts';
import type { PictureStore } from '../pictures/picture-store.ts';
import { createProgressReporter, type ProgressReporter } from '../progress/progress-reporter.ts';
import type { RuntimeGate } from '../runtime/runtime-gate.ts';
import { createAttempt, type Attempt } from './attempt.ts';
import type { CancelWatch } from './cancel-watch.ts';
import type { GpuMeter } from './gpu-meter.ts';
import { createImageMaker, type ImageMaker } from './image-maker.ts';
import type { OutcomeReporter } from './outcome-reporter.ts';
import type { StopSignal } from './stop-signal.ts';

/** What the worker as a whole lends to each lease. */
export type Tools = {
  readonly workerId: string;
  readonly runtime: Runtime;
  readonly gate: RuntimeGate;
  readonly models: ModelKeeper;
  readonly meter: GpuMeter;
  readonly store: PictureStore;
  readonly outcomes: OutcomeReporter;
  readonly cancels: CancelWatch;
  /** Sends one progress message; must not reject. */
  readonly publish: (progress: JobProgress) => Promise<void>;
  readonly logger: Logger;
};

/** One lease being worked on. */
export type Work = {
  readonly lease: LeasePayload;
  readonly stop: StopSignal;
  readonly attempt: Attempt;
  readonly maker: ImageMaker;
  readonly progress: ProgressReporter;
  readonly logger: Logger;
};

export const startWork = (tools: Tools, lease: LeasePayload, stop: StopSignal): Work => {
  const { workerId, runtime, models, meter, cancels, publish } = tools;
  const attempt = createAttempt({ lease, workerId, startedAt: new Date() });
  const progress = createProgressReporter({ lease, publish });
  const onProgress = (image: LeasePayload['images'][number], seen: RuntimeProgress): void => {
    progress.update({ ...seen, imageIndex: image.index });
    void cancels.check();
  };
  const maker = createImageMaker({ runtime, models, meter, lease, attempt, signal: stop.signal, onProgress });
  return { lease, stop, attempt, maker, progress, logger: tools.logger.child({ lease: leaseIdOf(lease) }) };
};
