import type { LeasePayload } from '@pingvas/queue';
import { judge } from './fault.ts';
import type { MadePicture } from './image-maker.ts';
import { StopRequested } from './stop-signal.ts';
import type { Tools, Work } from './work.ts';

/** How long a lease that was just picked up waits for a runtime that is coming back. */
const RUNTIME_WAIT_MS = 30_000;

/**
 * Makes and stores every image of the lease that is missing; while one is being stored the runtime makes the next.
 * An image that cannot be made is noted in the attempt; throws what ends the lease as a whole.
 */
export const makeImages = async (tools: Tools, work: Work): Promise<void> => {
  await prepareRuntime(tools, work);
  let storing: Promise<void> = Promise.resolve();
  try {
    for (const [at, image] of work.lease.images.entries()) {
      // The first was checked when the lease was picked up.
      if (at > 0) await tools.cancels.check();
      demandGoAhead(work);
      const made = await makeOne(work, image);
      await storing;
      // A cancelled job is not given what the runtime finished in the same moment.
      if (made && work.stop.reason() !== 'cancel') storing = observed(storeOne(tools, work, made));
    }
  } finally {
    await storing;
  }
};

const prepareRuntime = async ({ gate, models }: Tools, { lease, stop, attempt }: Work): Promise<void> => {
  const waitedFromMs = performance.now();
  await gate.pass(AbortSignal.any([stop.signal, AbortSignal.timeout(RUNTIME_WAIT_MS)]));
  if (stop.signal.aborted) throw new StopRequested();
  await models.ensure(lease.model);
  attempt.waited(performance.now() - waitedFromMs);
};

const demandGoAhead = ({ stop }: Work): void => {
  if (stop.signal.aborted) throw new StopRequested();
};

/** Null when only this image is lost. */
const makeOne = async (work: Work, image: LeasePayload['images'][number]): Promise<MadePicture | null> => {
  try {
    return await work.maker.make(image);
  } catch (error) {
    const { fault, onlyThisImage } = judge(error);
    if (work.stop.signal.aborted || !onlyThisImage) throw error;
    work.logger.warn({ err: error, index: image.index }, 'image not made');
    work.attempt.imageMissing(image.index, fault.code);
    return null;
  }
};

const storeOne = async ({ store, outcomes }: Tools, work: Work, made: MadePicture): Promise<void> => {
  const { lease, attempt, progress } = work;
  progress.update({ stage: 'uploading', imageIndex: made.image.index });
  const storedFromMs = performance.now();
  attempt.imageStored(await store.store(lease, made));
  attempt.uploaded(performance.now() - storedFromMs);
  outcomes.put(attempt.message('image'));
  progress.imageFinished();
};

/** The same promise; that it may be rejected before anyone awaits it is meant. */
const observed = <T>(promise: Promise<T>): Promise<T> => {
  promise.catch(() => undefined);
  return promise;
};
