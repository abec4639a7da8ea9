import { buildGraph, type Graph, type NodeFields } from './graph.ts';
import { modelReference, type ModelReference } from './model-reference.ts';

export interface TextToImage {
  base: 'sd15' | 'sd21' | 'sdxl';
  model: ModelReference;
  prompt: string;
  negativePrompt: string;
  /** Pixels, multiples of 8. */
  width: number;
  height: number;
  steps: number;
  /** At least 1. */
  cfgScale: number;
  /** 0..4294967295. */
  seed: number;
  /** A name of `schedulerNames`. */
  sampler: string;
  /** Layers of the text encoder left out at its end; 0 = none. */
  clipSkip: number;
  /** 0 ≤ x < 1. */
  cfgRescaleMultiplier: number;
}

export interface BuiltGraph {
  graph: Graph;
  outputNodeId: string;
}

const OUTPUT = 'out';

interface Encoder {
  nodes: Record<string, NodeFields>;
  edges: string[];
}

/** One chain per text encoder, with a clip_skip node in it when layers are skipped. */
function encoderChain(field: 'clip' | 'clip2', clipSkip: number): Encoder {
  const source = clipSkip > 0 ? `skip_${field}.clip` : `ml.${field}`;
  return {
    nodes: clipSkip > 0 ? { [`skip_${field}`]: { type: 'clip_skip', skipped_layers: clipSkip } } : {},
    edges: [
      ...(clipSkip > 0 ? [`ml.${field} -> skip_${field}.clip`] : []),
      `${source} -> pos.${field}`,
      `${source} -> neg.${field}`,
    ],
  };
}

function promptNode({ base, width, height }: TextToImage, prompt: string): NodeFields {
  if (base !== 'sdxl') return { type: 'compel', prompt };
  const size = { original_width: width, original_height: height, target_width: width, target_height: height };
  // An empty style makes both text encoders read the prompt.
  return { type: 'sdxl_compel_prompt', prompt, style: '', ...size };
}

function nodesOf(job: TextToImage): Record<string, NodeFields> {
  const { base, width, height, seed, steps } = job;
  return {
    ml: { type: base === 'sdxl' ? 'sdxl_model_loader' : 'main_model_loader', model: modelReference(job.model) },
    pos: promptNode(job, job.prompt),
    neg: promptNode(job, job.negativePrompt),
    noise: { type: 'noise', seed, width, height, use_cpu: true },
    dn: {
      type: 'denoise_latents',
      steps,
      cfg_scale: job.cfgScale,
      scheduler: job.sampler,
      denoising_start: 0,
      denoising_end: 1,
      cfg_rescale_multiplier: job.cfgRescaleMultiplier,
    },
    // Half precision makes the SDXL decoder overflow to black pictures.
    [OUTPUT]: { type: 'l2i', fp32: true },
  };
}

const EDGES = [
  'ml.unet -> dn.unet',
  'pos.conditioning -> dn.positive_conditioning',
  'neg.conditioning -> dn.negative_conditioning',
  'noise.noise -> dn.noise',
  `dn.latents -> ${OUTPUT}.latents`,
  `ml.vae -> ${OUTPUT}.vae`,
];

/**
 * The graph of text to image for SD1.5, SD2.1 and SDXL, and the id of the node whose result is the picture.
 * Every value stands in the graph itself: values injected through batch data are not validated when they are queued
 * and one bad value there blocks the queue.
 */
export function textToImage(job: TextToImage): BuiltGraph {
  const clips = job.base === 'sdxl' ? (['clip', 'clip2'] as const) : (['clip'] as const);
  const chains = clips.map((clip) => encoderChain(clip, job.clipSkip));
  const skips = Object.fromEntries(chains.flatMap(({ nodes }) => Object.entries(nodes)));
  const edges = [...chains.flatMap((chain) => chain.edges), ...EDGES];
  return { graph: buildGraph({ ...nodesOf(job), ...skips }, edges, OUTPUT), outputNodeId: OUTPUT };
}
