import type { JobProgress, LeasePayload } from '@pingvas/queue';
import { previewDataUrl } from './preview.ts';
import { advance, finishImage, initialState, messageOf, type ProgressUpdate } from './progress-state.ts';
import { createThrottle } from './throttle.ts';

/** At most two messages a second for each job (API contract 6.1). */
const INTERVAL_MS = 500;

export type ProgressReporter = {
  /** Takes note; the newest state is sent at once, or when half a second has passed since the last message. */
  update(update: ProgressUpdate): void;
  /** One more image of the job is stored. */
  imageFinished(): void;
  /** Sends nothing more. */
  close(): void;
};

type Options = {
  readonly lease: LeasePayload;
  /** Sends one message; must not reject. */
  readonly publish: (progress: JobProgress) => Promise<void>;
};

/** Progress of one lease: folds what the runtime tells into the job's state and sends it. */
export const createProgressReporter = ({ lease, publish }: Options): ProgressReporter => {
  const startedAtMs = performance.now();
  let state = initialState(lease);
  let closed = false;

  const throttle = createThrottle(INTERVAL_MS, async () => {
    const preview = await previewDataUrl(state.previewDataUrl);
    const elapsedSeconds = (performance.now() - startedAtMs) / 1000;
    if (!closed) await publish(messageOf(lease, state, { elapsedSeconds, previewDataUrl: preview }));
  });

  return {
    update(update) {
      state = advance(state, update, lease.num_images);
      throttle.request();
    },
    imageFinished() {
      state = finishImage(state, lease.num_images);
      throttle.request();
    },
    close() {
      closed = true;
      throttle.close();
    },
  };
};
