import {
  createRuntime,
  textToImage,
  type BuiltGraph,
  type Runtime,
  type RuntimeModel,
  type RunRequest,
  type TextToImage,
} from '../src/index.ts';

export const quiet = { info: () => undefined, warn: () => undefined };

export const connect = (url: string): Runtime => createRuntime({ url, logger: quiet, requestTimeoutMs: 10_000 });

/** A model that only the simulator has. */
export const paintedModel: RuntimeModel = {
  key: 'painted-sd15',
  name: 'painted-sd15',
  base: 'sd-1',
  type: 'main',
  hash: 'a'.repeat(64),
  path: '/models/painted-sd15',
};

const baseOf = ({ base }: RuntimeModel): TextToImage['base'] =>
  base === 'sdxl' ? 'sdxl' : base === 'sd-2' ? 'sd21' : 'sd15';

export const graphOf = (model: RuntimeModel, more: Partial<TextToImage> = {}): BuiltGraph =>
  textToImage({
    base: baseOf(model),
    model,
    prompt: 'a lighthouse at dusk',
    negativePrompt: '',
    width: 64,
    height: 64,
    steps: 4,
    cfgScale: 7.5,
    seed: 1,
    sampler: 'euler',
    clipSkip: 0,
    cfgRescaleMultiplier: 0,
    ...more,
  });

let runs = 0;

/** A request with a batch id of its own. */
export function requestOf(
  model: RuntimeModel,
  graph: Partial<TextToImage> = {},
  more: Partial<RunRequest> = {},
): RunRequest {
  runs += 1;
  const batchId = `test-${process.pid}-${runs}`;
  return { batchId, destination: batchId, timeoutMs: 60_000, ...graphOf(model, graph), ...more };
}

/** What was thrown instead of an answer. */
export const thrownBy = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );
