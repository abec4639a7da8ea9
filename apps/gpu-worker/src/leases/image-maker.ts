import { RuntimeError, textToImage, type Runtime, type RuntimeProgress, type RunResult } from '@pingvas/invokeai';
import { leaseIdOf, type LeasePayload } from '@pingvas/queue';
import type { ModelKeeper, RuntimeModel } from '../models/model-keeper.ts';
import { CorruptPicture } from '../pictures/corrupt-picture.ts';
import { makePicture, type Picture } from '../pictures/picture.ts';
import type { Attempt } from './attempt.ts';
import type { GpuMeter } from './gpu-meter.ts';
import { createRunLimit } from './run-limit.ts';
import { withinGrace } from './within-grace.ts';

type Image = LeasePayload['images'][number];

export type MadePicture = { readonly image: Image; readonly picture: Picture; readonly gpuMs: number };

export type ImageMaker = {
  /** Runs one image, with one second chance where there is a remedy. Throws what it ended with. */
  make(image: Image): Promise<MadePicture>;
  /** Deletes at the runtime what this lease left there. Never rejects. */
  cleanUp(): Promise<void>;
};

type Options = {
  readonly runtime: Runtime;
  readonly models: ModelKeeper;
  readonly meter: GpuMeter;
  readonly lease: LeasePayload;
  readonly attempt: Attempt;
  readonly signal: AbortSignal;
  readonly onProgress: (image: Image, progress: RuntimeProgress) => void;
};

/** Makes the images of one lease, one after the other. */
export const createImageMaker = (options: Options): ImageMaker => {
  const { runtime, models, meter, lease, attempt, signal, onProgress } = options;
  const leaseId = leaseIdOf(lease);
  const left: string[] = [];
  const limit = createRunLimit(lease.run_limit_seconds);

  const run = async (image: Image): Promise<Pick<RunResult, 'imageName' | 'gpuMs'>> => {
    const model = await models.ensure(lease.model);
    const request = {
      batchId: leaseId,
      destination: leaseId,
      ...graphOf(lease, image, model),
      timeoutMs: limit.leftMs(),
    };
    try {
      const running = runtime.run({ ...request, signal, onProgress: (progress) => onProgress(image, progress) });
      const result = await withinGrace(running, signal);
      const gpuMs = meter.read(lease, result);
      attempt.ran({ gpuMs, modelLoadMs: result.modelLoadMs });
      return { imageName: result.imageName, gpuMs };
    } catch (error) {
      attempt.ranInVain(error);
      throw error;
    }
  };
  const once = async (image: Image): Promise<MadePicture> => {
    const { imageName, gpuMs } = await run(image);
    left.push(imageName);
    const picture = await makePicture(await runtime.fetchImage(imageName), lease.parameters);
    return { image, picture, gpuMs };
  };

  return {
    async make(image) {
      try {
        return await once(image);
      } catch (error) {
        const remedy = remedyFor(error, runtime, models);
        if (!remedy || signal.aborted) throw error;
        await remedy();
        return await once(image);
      }
    },
    async cleanUp() {
      // What is left over is cleared when the runtime is next prepared.
      await Promise.allSettled([left.length > 0 && runtime.deleteImages(left.splice(0)), runtime.prune()]);
    },
  };
};

const graphOf = ({ model, prompt, negative_prompt, parameters }: LeasePayload, image: Image, record: RuntimeModel) =>
  textToImage({
    base: model.base,
    model: record,
    prompt,
    negativePrompt: negative_prompt ?? '',
    width: parameters.width,
    height: parameters.height,
    steps: parameters.steps,
    cfgScale: parameters.cfg_scale,
    seed: image.seed,
    sampler: parameters.sampler,
    clipSkip: parameters.clip_skip,
    cfgRescaleMultiplier: parameters.cfg_rescale_multiplier,
  });

/** What to do before the second and last try of an image, or null when another try would end the same way. */
const remedyFor = (error: unknown, runtime: Runtime, models: ModelKeeper): (() => Promise<void>) | null => {
  if (error instanceof CorruptPicture) return async () => undefined;
  if (!(error instanceof RuntimeError)) return null;
  if (error.code === 'OUT_OF_MEMORY') return () => runtime.emptyModelCache();
  // A runtime that was restarted between two jobs has lost its records, not the files.
  if (error.code === 'MODEL_NOT_FOUND') return async () => models.forget();
  return null;
};
